package org.choros.tools;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Recorded runs of corosync's own tools: command, output, error output and exit status. */
final class Recorded {
    /**
     * One run.
     *
     * @param command the command line
     * @param out standard output
     * @param err standard error
     * @param status exit status
     */
    record Run(String command, String out, String err, int status) {
    }

    private Recorded() {
    }

    static List<Run> read(String file) {
        List<Run> runs = new ArrayList<>();
        String command = null;
        StringBuilder out = new StringBuilder();
        StringBuilder err = new StringBuilder();
        boolean error = false;
        for (String line : text(file).split("(?<=\n)")) {
            if (line.startsWith("$ ")) {
                command = line.substring(2).strip();
                out.setLength(0);
                err.setLength(0);
                error = false;
            } else if (command != null && line.startsWith("[exit ")) {
                int status = Integer.parseInt(line.substring(6, line.indexOf(']')));
                runs.add(new Run(command, out.toString(), err.toString(), status));
                command = null;
            } else if (line.equals("[stderr]\n")) {
                error = true;
            } else if (command != null) {
                (error ? err : out).append(line);
            }
        }
        return runs;
    }

    /** The run with this number among those of this command. */
    static Run run(String file, String command, int number) {
        List<Run> same = new ArrayList<>();
        for (Run run : read(file)) {
            if (run.command().equals(command)) {
                same.add(run);
            }
        }
        return same.get(number);
    }

    private static String text(String file) {
        try (InputStream in = Recorded.class.getResourceAsStream("/vectors/tools/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
