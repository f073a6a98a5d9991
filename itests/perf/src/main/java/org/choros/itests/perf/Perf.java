package org.choros.itests.perf;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Measures all rows: the subjects in turns, so that whatever else the machine does meets all of them. */
final class Perf {
    private final Options options;
    private final PrintStream out;
    private final Results results = new Results();
    private final long beginNs = System.nanoTime();

    private Perf(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /**
     * Measures.
     *
     * @param options what
     * @param out takes a line for each run
     * @return what came of it
     */
    static Results run(Options options, PrintStream out) {
        return new Perf(options, out).run();
    }

    private void say(String line) {
        out.println(String.format(Locale.ROOT, "%8.1f s  %s", (System.nanoTime() - beginNs) / 1e9, line));
    }

    private Results run() {
        try {
            Files.createDirectories(options.folder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Programs programs = new Programs(options.folder());
        for (int hosts : options.hosts()) {
            Stage stage = new Stage(options, programs, hosts, this::failed);
            Thread undo = new Thread(stage::close, "undo");
            Runtime.getRuntime().addShutdownHook(undo);
            try (stage) {
                for (int i = -options.discard(); i < options.repeat(); i++) {
                    repetition(stage, i);
                }
            } finally {
                Runtime.getRuntime().removeShutdownHook(undo);
            }
        }
        return results;
    }

    private void failed(String what) {
        results.fail(what);
        say("FAILED " + what);
    }

    /** Once through all rows; those below 0 are for warmth. */
    private void repetition(Stage stage, int number) {
        List<Subject> turns = new ArrayList<>(options.subjects());
        if (number % 2 != 0) {
            Collections.reverse(turns);
        }
        for (Row row : options.rows(stage.hosts())) {
            for (Subject subject : turns) {
                Outcome outcome = measure(stage, subject, row);
                if (number >= 0) {
                    results.add(row, subject, outcome);
                }
                if (outcome != null) {
                    say(line(row, subject, outcome) + (number < 0 ? " (not counted)" : ""));
                }
            }
        }
    }

    private Outcome measure(Stage stage, Subject subject, Row row) {
        Team team = stage.team(subject);
        if (team == null) {
            return null;
        }
        try {
            return team.run(row, options);
        } catch (RunFailedException e) {
            failed(e.getMessage());
            stage.end(subject);
            return null;
        }
    }

    private static String line(Row row, Subject subject, Outcome o) {
        return row.mode() == Mode.THROUGHPUT
                ? String.format(Locale.ROOT, "%s %s: %.0f messages/s, %.1f MB/s, daemon %.2f us", row, subject.word(),
                        o.perSecond(), o.bytesPerSecond() / 1e6, o.daemonUs())
                : String.format(Locale.ROOT, "%s %s: %.0f messages/s, p50 %.0f us, p99 %.0f us, max %.0f us", row,
                        subject.word(), o.perSecond(), o.p50Us(), o.p99Us(), o.maxUs());
    }
}
