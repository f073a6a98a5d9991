package org.choros.itests.perf;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Host;

/** A subject's programs on all hosts of a cluster. */
final class Team implements AutoCloseable {
    private static final int TOGETHER_LIMIT_S = 180;
    /** Beyond what is measured; the programs themselves give up after 30 s of it. */
    private static final int RUN_LIMIT_S = 100;

    private final Subject subject;
    private final Cluster cluster;
    private final List<Participant> participants = new CopyOnWriteArrayList<>();
    private int number;

    /**
     * @param subject whose
     * @param cluster where
     */
    Team(Subject subject, Cluster cluster) {
        this.subject = subject;
        this.cluster = cluster;
    }

    /**
     * Starts the programs and waits until they have found each other.
     *
     * @param programs the commands
     * @param folder takes their output
     */
    void start(Programs programs, Path folder) {
        Map<Participant, String> waiting = new HashMap<>();
        for (Host host : cluster.hosts()) {
            Participant p = new Participant(host, folder.resolve(subject.word() + "-" + host.number() + ".out"),
                    subject.program(programs, host, cluster.hosts().size()));
            participants.add(p);
            waiting.put(p, "");
        }
        Await.until(subject.word() + ": all programs together", TOGETHER_LIMIT_S, () -> {
            waiting.replaceAll(Team::latest);
            return waiting.values().stream().allMatch("together"::equals);
        }, this::evidence);
    }

    private static String latest(Participant p, String before) {
        String line = before;
        for (String next = p.poll(); next != null; next = p.poll()) {
            // a node inside the program may have something to say after it
            line = "together".equals(line) ? line : next;
        }
        if (line.startsWith("failed") || !p.alive()) {
            throw new IllegalStateException(p.evidence());
        }
        return line;
    }

    Subject subject() {
        return subject;
    }

    Cluster cluster() {
        return cluster;
    }

    /**
     * Makes one run on all hosts.
     *
     * @param row what is measured
     * @param options how
     * @return what came of it
     * @throws RunFailedException something did not hold, or somebody has ended
     */
    Outcome run(Row row, Options options) throws RunFailedException {
        number++;
        Map<Participant, Report> reports = new HashMap<>();
        try {
            for (Participant p : participants) {
                p.tell("run " + number + " " + row.mode().word() + " " + row.size() + " " + options.rate() + " "
                        + options.warmMs() + " " + options.seconds() * 1000 + " " + cluster.daemon(p.host()));
            }
            Await.until(subject.word() + ": the end of " + row, options.seconds() + RUN_LIMIT_S,
                    () -> collect(reports), this::evidence);
        } catch (AssertionError | IllegalStateException | UncheckedIOException e) {
            throw new RunFailedException(subject.word() + ": " + row + ": " + e.getMessage(), e);
        }
        return Outcome.of(participants.stream().map(reports::get).toList());
    }

    private boolean collect(Map<Participant, Report> reports) {
        for (Participant p : participants) {
            for (String line = p.poll(); line != null; line = p.poll()) {
                if (line.startsWith("latency " + number + " ")) {
                    reports.put(p, Report.begin(line));
                } else if (line.startsWith("result " + number + " ")) {
                    reports.put(p, reports.get(p).complete(line));
                } else if (line.startsWith("failed") || line.startsWith("Exception")) {
                    throw new IllegalStateException(line + "\n" + evidence());
                }
            }
            if (!p.alive() || !cluster.complete()) {
                throw new IllegalStateException("a program or a daemon has ended\n" + evidence());
            }
        }
        return reports.size() == participants.size() && reports.values().stream().allMatch(Report::whole);
    }

    private String evidence() {
        StringBuilder all = new StringBuilder();
        participants.forEach(p -> all.append(p.evidence()));
        return all.toString();
    }

    @Override
    public void close() {
        participants.forEach(Participant::close);
    }
}
