package org.choros.itests.perf;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The clusters and programs of all subjects for one number of hosts; made when they are needed, again when they failed.
 * It may be closed on another thread at any time.
 */
final class Stage implements AutoCloseable {
    private static final int FAILURES_MAX = 3;

    private final Options options;
    private final Programs programs;
    private final int hosts;
    private final Consumer<String> failed;
    private final List<Team> teams = new ArrayList<>();
    private final List<Cluster> clusters = new ArrayList<>();
    private final Map<Subject, Integer> failures = new EnumMap<>(Subject.class);
    private boolean closed;

    /**
     * @param options what is measured
     * @param programs what runs on the hosts
     * @param hosts how many
     * @param failed is told what cannot be started
     */
    Stage(Options options, Programs programs, int hosts, Consumer<String> failed) {
        this.options = options;
        this.programs = programs;
        this.hosts = hosts;
        this.failed = failed;
    }

    int hosts() {
        return hosts;
    }

    /** The subject's programs, started if need be; null when they have failed too often. */
    Team team(Subject subject) {
        Team team = present(subject);
        while (team == null && failures.getOrDefault(subject, 0) < FAILURES_MAX) {
            try {
                team = add(subject);
                team.start(programs, options.folder());
            } catch (IllegalStateException | AssertionError e) {
                team = null;
                failed.accept(hosts + " hosts, " + subject.word() + " cannot be started: " + e.getMessage());
                end(subject);
            }
        }
        return team;
    }

    private synchronized Team present(Subject subject) {
        return teams.stream().filter(t -> t.subject() == subject).findFirst().orElse(null);
    }

    private synchronized Team add(Subject subject) {
        if (closed) {
            throw new IllegalStateException("the benchmark is ending");
        }
        Team team = new Team(subject, cluster(subject.daemon()));
        teams.add(team);
        return team;
    }

    /** Subjects with the same daemon share it: they never run at the same time. */
    private Cluster cluster(Daemon daemon) {
        for (Cluster cluster : clusters) {
            if (cluster.daemon() == daemon) {
                return cluster;
            }
        }
        Cluster cluster = new Cluster(daemon, hosts, options);
        clusters.add(cluster);
        cluster.start();
        return cluster;
    }

    /** Ends a subject that has failed, with its daemons and whoever shares them. */
    synchronized void end(Subject subject) {
        failures.merge(subject, 1, Integer::sum);
        Team team = present(subject);
        if (team != null) {
            Cluster cluster = team.cluster();
            cluster.saveLogs(options.folder());
            teams.stream().filter(t -> t.cluster() == cluster).forEach(Team::close);
            teams.removeIf(t -> t.cluster() == cluster);
            clusters.remove(cluster);
            cluster.close();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        teams.forEach(Team::close);
        clusters.forEach(Cluster::close);
        teams.clear();
        clusters.clear();
    }
}
