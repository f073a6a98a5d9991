package org.choros.tools;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.choros.client.ChorosClient;
import org.choros.client.ClientOptions;

/**
 * Runs many tools in one virtual machine, inside a network namespace: arguments are a file with one argument a line,
 * each behind an equals sign, and a full stop after each call, and a folder for what they print.
 */
final class ToolsDriver {
    private ToolsDriver() {
    }

    public static void main(String[] args) throws Exception {
        Path results = Path.of(args[1]);
        List<String> words = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            if (line.equals(".")) {
                run(words, results, number++);
                words.clear();
            } else {
                words.add(line.substring(1));
            }
        }
    }

    private static void run(List<String> words, Path results, int number) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(out, err, new ByteArrayInputStream(new byte[0]));
        String[] args = words.subList(1, words.size()).toArray(new String[0]);
        ChorosClient client = new ChorosClient(ClientOptions.fromEnvironment());
        Dialect dialect = Dialect.of(client);
        int status = switch (words.get(0)) {
            case "corosync-cmapctl" -> CmapCtl.run(args, console, client, dialect);
            case "corosync-cfgtool" -> CfgTool.run(args, console, client, dialect);
            case "corosync-cpgtool" -> CpgTool.run(args, console, client);
            case "corosync-quorumtool" -> QuorumTool.run(args, console, client, dialect);
            default -> throw new IllegalArgumentException(words.get(0));
        };
        console.flush();
        Files.write(results.resolve(number + ".out"), out.toByteArray());
        Files.write(results.resolve(number + ".err"), err.toByteArray());
        Files.writeString(results.resolve(number + ".status"), Integer.toString(status));
    }
}
