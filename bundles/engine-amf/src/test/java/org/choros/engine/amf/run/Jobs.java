package org.choros.engine.amf.run;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import org.choros.engine.amf.supervise.JobSpec;
import org.choros.engine.amf.supervise.Outcome;
import org.choros.spi.log.LogLevel;

/** Jobs that a test runs, and what it is told of them. */
final class Jobs implements Results {
    private static final long PATIENCE_S = 60;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    static void await(String what, BooleanSupplier state) {
        await(what, state, () -> "");
    }

    static void await(String what, BooleanSupplier state, java.util.function.Supplier<String> evidence) {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!state.getAsBoolean()) {
            assertTrue(System.nanoTime() - endNs < 0, () -> "not in time: " + what + "; " + evidence.get());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    static JobSpec.Command command(String... words) {
        return command(JobSpec.Care.NONE, "", words);
    }

    static JobSpec.Command shell(String script) {
        return command("sh", "-c", script);
    }

    static JobSpec.Command command(JobSpec.Care care, String output, String... words) {
        SortedMap<String, String> e = new TreeMap<>();
        e.put("CHOROS_WORKLOAD", "web/web");
        e.put("CHOROS_UNIT", "web/alpha");
        e.put("CHOROS_COMPONENT", "httpd");
        return new JobSpec.Command(List.of(words), e, "", "", output, care);
    }

    static JobSpec.Command as(String user, String directory, JobSpec.Command c) {
        return new JobSpec.Command(c.words(), c.environment(), user, directory, c.output(), c.care());
    }

    /** The processes that have a mark among their words. */
    static List<Long> processes(String mark) {
        List<Long> found = new ArrayList<>();
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            for (Path p : all.filter(f -> f.getFileName().toString().matches("[0-9]+")).toList()) {
                try {
                    String words = new String(Files.readAllBytes(p.resolve("cmdline")), StandardCharsets.ISO_8859_1);
                    if (List.of(words.split("\0")).contains(mark)) {
                        found.add(Long.parseLong(p.getFileName().toString()));
                    }
                } catch (IOException e) {
                    // it has gone meanwhile
                    continue;
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return found;
    }

    List<String> told() {
        return told;
    }

    List<String> lines() {
        return lines;
    }

    void awaitTold(String what) {
        await(what, () -> told.contains(what), () -> told + " " + lines);
    }

    String outcome(long job) {
        awaitTold("gone " + job);
        return told.stream().filter(t -> t.startsWith("ended " + job + ' ')).findFirst().orElseThrow()
                .substring(("ended " + job + ' ').length());
    }

    @Override
    public void started(long job) {
        told.add("started " + job);
    }

    @Override
    public void ended(long job, Outcome outcome) {
        told.add("ended " + job + ' ' + outcome.text());
    }

    @Override
    public void gone(long job) {
        told.add("gone " + job);
    }

    @Override
    public void beat(long job, String what) {
        told.add("beat " + job + ' ' + what);
    }

    @Override
    public void changed() {
        told.add("changed");
    }

    @Override
    public void log(LogLevel level, String text) {
        lines.add(level + " " + text);
    }
}
