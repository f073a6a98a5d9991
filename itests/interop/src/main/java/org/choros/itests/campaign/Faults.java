package org.choros.itests.campaign;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

import org.choros.itests.lab.Host;
import org.choros.itests.lab.Host.Kind;

/** Draws faults from a seed, makes them, and takes them back after a while. */
final class Faults {
    private static final long MS = 1_000_000;
    private static final int ACTIVE_MAX = 3;

    private final Cluster cluster;
    private final Random random;
    private final int tokenMs;
    private final Consumer<String> history;
    private final List<Active> active = new ArrayList<>();
    private final Map<Kinds, Integer> counts = new EnumMap<>(Kinds.class);

    /** The kinds of faults. */
    enum Kinds {
        /** A host loses a share of what comes in. */
        LOSS,
        /** Two hosts do not hear each other. */
        CUT,
        /** One host is not heard by another. */
        ONE_WAY,
        /** One host is not heard by anybody, but hears all. */
        MUTE,
        /** Two halves. */
        PARTITION,
        /** Two partitions that share a host. */
        OVERLAP,
        /** A daemon stops for less than the token timeout. */
        SHORT_STOP,
        /** A daemon stops for longer than the token timeout. */
        LONG_STOP,
        /** A daemon is killed and started again. */
        KILL,
        /** A daemon is asked to end, and started again. */
        RESTART,
        /** A host is off the switch. */
        CABLE,
        /** A host's interface is switched off; C's daemon is known not to bear it. */
        INTERFACE,
        /** A witness is killed and started again. */
        WITNESS
    }

    /** A fault that lasts. */
    private static final class Active {
        private final String name;
        private final int host;
        private final long endNs;
        private final Runnable end;

        Active(String name, int host, long endNs, Runnable end) {
            this.name = name;
            this.host = host;
            this.endNs = endNs;
            this.end = end;
        }
    }

    Faults(Cluster cluster, long seed, int tokenMs, Consumer<String> history) {
        this.cluster = cluster;
        random = new Random(seed);
        this.tokenMs = tokenMs;
        this.history = history;
    }

    Map<Kinds, Integer> counts() {
        return counts;
    }

    int total() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** A duration that is short more often than long. */
    long durationMs(int least, int most) {
        double exponent = random.nextDouble();
        return (long) (least * Math.pow((double) most / least, exponent));
    }

    /** Makes one fault more, if not enough last already. */
    void next() {
        if (active.size() >= ACTIVE_MAX) {
            return;
        }
        Kinds[] kinds = Kinds.values();
        Kinds kind = kinds[random.nextInt(kinds.length)];
        int host = 1 + random.nextInt(cluster.size());
        int other = 1 + (host + random.nextInt(cluster.size() - 1)) % cluster.size();
        if (make(kind, host, other)) {
            counts.merge(kind, 1, Integer::sum);
        }
    }

    private boolean make(Kinds kind, int host, int other) {
        return switch (kind) {
            case LOSS -> loss(host, 3 + random.nextInt(38));
            case CUT -> cuts("cut " + host + " and " + other, new int[][]{{host, other}, {other, host}});
            case ONE_WAY -> cuts("cut from " + host + " to " + other, new int[][]{{host, other}});
            case MUTE -> mute(host);
            case PARTITION -> partition();
            case OVERLAP -> overlap();
            case SHORT_STOP -> stop(host, durationMs(20, Math.max(30, tokenMs * 6 / 10)));
            case LONG_STOP -> stop(host, durationMs(tokenMs + tokenMs / 2, tokenMs * 8));
            case KILL -> kill(host);
            case RESTART -> restart(host);
            case CABLE -> cable(host);
            case INTERFACE -> interfaceDown(host);
            case WITNESS -> witness(host);
        };
    }

    private void begin(String name, int host, long lastsMs, Runnable end) {
        history.accept("begin " + name + " for " + lastsMs + " ms");
        active.add(new Active(name, host, System.nanoTime() + lastsMs * MS, end));
    }

    private boolean isBusy(int host) {
        return active.stream().anyMatch(a -> a.host == host) || !cluster.runs(host);
    }

    private boolean isActive(String name) {
        return active.stream().anyMatch(a -> a.name.startsWith(name));
    }

    private boolean loss(int host, int percent) {
        if (isActive("loss at " + host)) {
            return false;
        }
        cluster.network().loss(host, percent);
        begin("loss at " + host + " of " + percent + " %", 0, durationMs(500, 8000),
                () -> cluster.network().loss(host, 0));
        return true;
    }

    /** Cuts that do not overlap with others of the same direction, so that each can end by itself. */
    private boolean cuts(String name, int[][] ways) {
        if (isActive("cut")) {
            return false;
        }
        for (int[] way : ways) {
            cluster.network().cut(way[0], way[1], true);
        }
        begin(name, 0, durationMs(300, 8000), () -> {
            for (int[] way : ways) {
                cluster.network().cut(way[0], way[1], false);
            }
        });
        return true;
    }

    private boolean mute(int host) {
        List<int[]> ways = new ArrayList<>();
        for (int to = 1; to <= cluster.size(); to++) {
            if (to != host) {
                ways.add(new int[]{host, to});
            }
        }
        return cuts("cut from " + host + " to all", ways.toArray(int[][]::new));
    }

    private List<Integer> shuffled() {
        List<Integer> all = new ArrayList<>();
        for (int i = 1; i <= cluster.size(); i++) {
            all.add(i);
        }
        Collections.shuffle(all, random);
        return all;
    }

    private boolean partition() {
        List<Integer> all = shuffled();
        int at = 1 + random.nextInt(all.size() - 1);
        return separate(all.subList(0, at), all.subList(at, all.size()), "");
    }

    private boolean overlap() {
        List<Integer> all = shuffled();
        if (all.size() < 3) {
            return false;
        }
        int at = 1 + random.nextInt(all.size() - 2);
        return separate(all.subList(0, at), all.subList(at + 1, all.size()), ", both with " + all.get(at));
    }

    private boolean separate(List<Integer> some, List<Integer> others, String more) {
        List<int[]> ways = new ArrayList<>();
        for (int a : some) {
            for (int b : others) {
                ways.add(new int[]{a, b});
                ways.add(new int[]{b, a});
            }
        }
        return cuts("cut " + some + " from " + others + more, ways.toArray(int[][]::new));
    }

    private boolean stop(int host, long lastsMs) {
        if (isBusy(host)) {
            return false;
        }
        cluster.freeze(host, true);
        begin("stop of " + host, host, lastsMs, () -> cluster.freeze(host, false));
        return true;
    }

    private boolean kill(int host) {
        if (isBusy(host)) {
            return false;
        }
        cluster.killDaemon(host);
        begin("kill of " + host, host, durationMs(50, 6000), () -> cluster.startDaemon(host));
        return true;
    }

    private boolean restart(int host) {
        if (isBusy(host)) {
            return false;
        }
        cluster.askToEnd(host);
        begin("restart of " + host, host, durationMs(50, 6000), () -> {
            cluster.lab().host(host).awaitEnd();
            cluster.ended(host, "LEAVE");
            cluster.startDaemon(host);
        });
        return true;
    }

    private boolean cable(int host) {
        if (isActive("cable of " + host)) {
            return false;
        }
        Host h = cluster.lab().host(host);
        cluster.lab().cable(h, false);
        begin("cable of " + host, 0, durationMs(300, 8000), () -> cluster.lab().cable(h, true));
        return true;
    }

    private boolean interfaceDown(int host) {
        if (cluster.kind(host) == Kind.C || isActive("interface of " + host) || isBusy(host)
                || !cluster.hasBound(host)) {
            return false;
        }
        Host h = cluster.lab().host(host);
        cluster.lab().link(h, false);
        begin("interface of " + host, host, durationMs(300, 8000), () -> cluster.lab().link(h, true));
        return true;
    }

    private boolean witness(int host) {
        history.accept("witness of " + host + " is killed");
        cluster.killWitness(host);
        cluster.startWitness(host);
        return true;
    }

    /** Ends what has lasted long enough. */
    void expire() {
        long now = System.nanoTime();
        for (Active a : List.copyOf(active)) {
            if (now - a.endNs >= 0) {
                end(a);
            }
        }
    }

    /** Ends all. */
    void heal() {
        List.copyOf(active).forEach(this::end);
    }

    private void end(Active a) {
        active.remove(a);
        history.accept("end " + a.name);
        a.end.run();
    }
}
