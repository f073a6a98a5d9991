package org.choros.itests.campaign;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.choros.itests.lab.Host.Kind;
import org.choros.itests.checkers.Violation;

/**
 * A real cluster under faults and load, judged. In rounds: some faults; all is healed; within the bound there is one
 * ring and everybody sees everybody; the witnesses pause behind a mark that everybody gets; the checkers are told all
 * that has happened since the round before.
 */
public final class Campaign {
    private static final long S = 1_000_000_000L;
    private static final long MS = 1_000_000L;
    private static final long POLL_NS = 20 * MS;
    private static final long MARK_AGAIN_NS = 5 * S;
    private static final int FAULTS_LEAST = 4;
    private static final int FAULTS_MORE = 6;
    private static final int GAP_LEAST_MS = 100;
    private static final int GAP_MOST_MS = 2500;
    private static final int VIOLATIONS_SHOWN = 20;

    private final Options options;
    private final PrintStream out;
    private final long beginNs = System.nanoTime();
    private final List<String> failures = new ArrayList<>();
    private final List<String> findings = new ArrayList<>();
    private final Judge judge;
    private Cluster cluster;
    private Faults faults;
    private int rounds;
    private long longestNs;

    private Campaign(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
        judge = new Judge(options.boundS() * S, h -> options.kinds().get(h - 1) == Kind.C, this::violated,
                this::note);
    }

    /**
     * Makes a campaign.
     *
     * @param options what it does
     * @param out takes lines of progress and the summary
     * @return what did not hold; empty after a success
     */
    public static List<String> run(Options options, PrintStream out) {
        return new Campaign(options, out).run();
    }

    private void violated(Violation v) {
        fail(v.getMessage());
    }

    private void fail(String what) {
        if (failures.size() < VIOLATIONS_SHOWN) {
            say("FAILED " + what);
        }
        failures.add(what);
    }

    private void say(String line) {
        note(line);
        out.println(String.format(Locale.ROOT, "%8.1f s  %s", (System.nanoTime() - beginNs) / 1e9, line));
    }

    /** The history has the clock of the witnesses' logs. */
    private void note(String line) {
        try {
            Files.writeString(options.folder().resolve("history"), System.nanoTime() + " " + line + "\n",
                    StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> run() {
        try {
            Files.createDirectories(options.folder());
            empty(options.folder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        say("campaign " + options);
        Cluster made = new Cluster(options);
        Thread undo = new Thread(made::close, "undo");
        Runtime.getRuntime().addShutdownHook(undo);
        try (made) {
            cluster = made;
            faults = new Faults(cluster, options.seed(), options.tokenMs(), this::note);
            try {
                live();
            } finally {
                cluster.saveLogs();
            }
        } catch (AssertionError | IllegalStateException | IllegalArgumentException e) {
            fail("the campaign broke off: " + e);
            note(trace(e));
        } finally {
            Runtime.getRuntime().removeShutdownHook(undo);
        }
        summary();
        return failures;
    }

    private static String trace(Throwable e) {
        StringBuilder text = new StringBuilder(e.toString());
        for (StackTraceElement element : e.getStackTrace()) {
            text.append("\n  ").append(element);
        }
        return text.toString();
    }

    private static void empty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path p : files.filter(Files::isRegularFile).toList()) {
                Files.delete(p);
            }
        }
    }

    private void live() {
        for (int host = 1; host <= cluster.size(); host++) {
            cluster.startDaemon(host);
            cluster.startWitness(host);
        }
        long endNs = System.nanoTime() + options.seconds() * S;
        converge();
        while (failures.isEmpty() && System.nanoTime() - endNs < 0) {
            round();
        }
    }

    private void round() {
        rounds++;
        int count = FAULTS_LEAST + (int) faults.durationMs(1, FAULTS_MORE);
        for (int i = 0; i < count; i++) {
            faults.next();
            waitFor(faults.durationMs(GAP_LEAST_MS, GAP_MOST_MS) * MS);
        }
        faults.heal();
        converge();
        if (failures.isEmpty()) {
            Summary s = new Summary();
            say("round " + rounds + ": " + s.text());
        }
    }

    private void waitFor(long ns) {
        long endNs = System.nanoTime() + ns;
        while (System.nanoTime() - endNs < 0) {
            poll();
            faults.expire();
        }
    }

    private void poll() {
        LockSupport.parkNanos(POLL_NS);
        cluster.collect();
        for (int host : cluster.fallen()) {
            int status = cluster.lab().host(host).awaitEnd();
            String text = cluster.kind(host) + " daemon of host " + host + " ended by itself with status " + status;
            cluster.ended(host, "CRASH");
            if (cluster.kind(host) == Kind.CHOROS) {
                fail(text);
            } else {
                findings.add(text);
                say("finding: " + text);
            }
            cluster.startDaemon(host);
        }
        for (int host : cluster.lostWitnesses()) {
            throw new IllegalStateException("the witness of host " + host + " has ended");
        }
    }

    /** From healing to the verdict. */
    private void converge() {
        long healedNs = System.nanoTime();
        note("healed");
        long endNs = healedNs + options.boundS() * S;
        String trouble = cluster.trouble();
        while (!trouble.isEmpty() && System.nanoTime() - endNs < 0) {
            poll();
            trouble = cluster.trouble();
        }
        note("together " + (System.nanoTime() - healedNs) / MS + " ms after healing");
        cluster.pause(true);
        long pausedNs = System.nanoTime();
        trouble += trouble.isEmpty() ? cluster.undrained(pausedNs) : "";
        while (!trouble.isEmpty() && System.nanoTime() - endNs < 0) {
            poll();
            if (System.nanoTime() - pausedNs > MARK_AGAIN_NS) {
                // who was just coming back may have come behind a mark
                cluster.pause(true);
                pausedNs = System.nanoTime();
            }
            trouble = cluster.undrained(pausedNs);
        }
        long quietNs = System.nanoTime();
        longestNs = Math.max(longestNs, quietNs - healedNs);
        note("quiet " + (quietNs - healedNs) / MS + " ms after healing");
        if (!trouble.isEmpty()) {
            fail("V8: " + options.boundS() + " s after healing: " + trouble);
        }
        verdict(healedNs, quietNs, endNs);
        cluster.pause(false);
    }

    private void verdict(long healedNs, long quietNs, long endNs) {
        long untilNs = quietNs;
        awaitSeen(untilNs);
        judge.feed(cluster.take(untilNs));
        judge.healed(healedNs);
        while (!judge.converged() && System.nanoTime() - endNs < 0) {
            // somebody comes back just now
            poll();
            untilNs = System.nanoTime();
            awaitSeen(untilNs);
            judge.feed(cluster.take(untilNs));
        }
        judge.settled(untilNs);
    }

    private void awaitSeen(long untilNs) {
        long limitNs = System.nanoTime() + options.boundS() * S;
        while (cluster.seenNs() - untilNs <= 0) {
            if (System.nanoTime() - limitNs > 0) {
                throw new IllegalStateException("a witness writes nothing");
            }
            poll();
        }
    }

    /** What was done, in figures. */
    private final class Summary {
        private String text() {
            var seen = judge.seen();
            return faults.total() + " faults, " + judge.accepted() + " messages accepted, " + judge.dropped()
                    + " unanswered ones lost at their sender, " + judge.unnoticed() + " absences that C did not tell, "
                    + seen.deliveries() + " deliveries checked, "
                    + seen.installations() + " rings, " + seen.views() + " views, " + failures.size()
                    + " violations, longest to quiet " + longestNs / MS + " ms";
        }
    }

    private void summary() {
        if (faults != null) {
            say("faults: " + faults.counts());
        }
        findings.stream().distinct().sorted(Comparator.naturalOrder()).forEach(f -> say("finding: " + f));
        String kinds = String.join(",", options.kinds().stream().map(Kind::name).toList());
        if (faults != null) {
            say((failures.isEmpty() ? "PASSED" : "FAILED") + " seed " + options.seed() + " hosts " + kinds + " "
                    + options.transport() + " token " + options.tokenMs() + " ms, " + rounds + " rounds in "
                    + (System.nanoTime() - beginNs) / S + " s: " + new Summary().text());
        }
        if (failures.isEmpty() && !options.keep()) {
            try {
                empty(options.folder());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        } else {
            out.println("logs and history: " + options.folder());
        }
    }
}
