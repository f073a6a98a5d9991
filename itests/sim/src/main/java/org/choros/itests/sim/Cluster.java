package org.choros.itests.sim;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

import org.choros.totem.ring.RingConfig;

/**
 * One run of whole nodes with the real engines: votes, maps, services. One thread and one seed, as {@link Sim}, which
 * runs rings alone and looks closer at what they deliver.
 */
public final class Cluster {
    /** Something that happens at a time. */
    private record Event(long atNs, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return atNs != other.atNs ? Long.compare(atNs, other.atNs) : Long.compare(number, other.number);
        }
    }

    private static final long EVENTS_MAX = 20_000_000;

    final Options options;
    final Random random;
    final boolean waitForAll;
    final boolean lastManStanding;
    /** Whether half of the nodes may have quorum, which weakens V7. */
    final boolean tieBreaker;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<ClusterNode> nodes = new ArrayList<>();
    private long nowNs = 1_000_000_000L;
    private long number;
    private boolean healed;
    private int[] side;

    private Cluster(long seed) {
        random = new Random(seed * 0x9E3779B97F4A7C15L + 7);
        options = Options.draw(random);
        waitForAll = random.nextInt(3) == 0;
        tieBreaker = random.nextInt(4) == 0 && options.nodes() % 2 == 0;
        lastManStanding = waitForAll && !tieBreaker && random.nextInt(3) == 0;
        side = new int[options.nodes()];
        for (int i = 0; i < options.nodes(); i++) {
            nodes.add(new ClusterNode(this, i));
        }
    }

    /**
     * Runs a seed.
     *
     * @param seed the seed
     * @return what happened, in short
     * @throws SimException when a property does not hold
     */
    public static String run(long seed) {
        Cluster cluster = new Cluster(seed);
        try {
            return "seed=" + seed + " " + cluster.run();
        } catch (RuntimeException | Error e) {
            throw new SimException("cluster seed=" + seed + " at " + (cluster.nowNs / RingConfig.MS - 1000) + " ms, "
                    + cluster.options + " wait-for-all=" + cluster.waitForAll + " tie-breaker=" + cluster.tieBreaker
                    + ": " + e, e);
        }
    }

    private String run() {
        for (ClusterNode node : nodes) {
            after((long) (random.nextDouble() * 100 * RingConfig.MS), node::boot);
        }
        long at = 0;
        for (int i = 0; i < options.faults(); i++) {
            at += (long) (random.nextDouble() * 4 * options.faultGapNs());
            after(at, this::fault);
        }
        runUntil(nowNs + at + options.faultGapNs(), false);
        healed = true;
        side = new int[options.nodes()];
        nodes.forEach(ClusterNode::boot);
        long healedNs = nowNs;
        if (!runUntil(nowNs + options.convergenceNs(), true)) {
            StringBuilder text = new StringBuilder("V8: not converged");
            nodes.forEach(n -> text.append("; ").append(n));
            throw new SimException(text.toString());
        }
        nodes.forEach(n -> n.checkSettled(nodes));
        return options.dialect() + " nodes=" + options.nodes() + " synchronisations="
                + nodes.stream().mapToInt(ClusterNode::synchronisations).sum() + " converged in "
                + (nowNs - healedNs) / RingConfig.MS + " ms";
    }

    private boolean runUntil(long endNs, boolean stopWhenConverged) {
        while (!events.isEmpty() && events.peek().atNs() <= endNs) {
            Event e = events.poll();
            nowNs = e.atNs();
            e.action().run();
            if (number > EVENTS_MAX) {
                throw new SimException("too many events");
            }
            if (e.number() % 64 == 0) {
                checkPartitions();
                if (stopWhenConverged && hasConverged()) {
                    return true;
                }
            }
        }
        nowNs = endNs;
        return stopWhenConverged && hasConverged();
    }

    private boolean hasConverged() {
        return nodes.stream().allMatch(n -> n.isSettled(nodes.size()));
    }

    /** V7: two partitions are never both quorate. */
    private void checkPartitions() {
        if (tieBreaker || lastManStanding) {
            return;
        }
        for (ClusterNode a : nodes) {
            for (ClusterNode b : nodes) {
                if (a != b && a.isQuorate() && b.isQuorate() && a.isApartFrom(b)) {
                    throw new SimException("V7: both quorate: " + a + " and " + b);
                }
            }
        }
    }

    long nowNs() {
        return nowNs;
    }

    void after(long delayNs, Runnable action) {
        events.add(new Event(nowNs + delayNs, number++, action));
    }

    private void fault() {
        ClusterNode node = nodes.get(random.nextInt(nodes.size()));
        switch (random.nextInt(7)) {
            case 0, 1 -> node.crash();
            case 2, 3 -> node.boot();
            case 4 -> {
                for (int i = 0; i < side.length; i++) {
                    side[i] = random.nextInt(2);
                }
            }
            case 5 -> side = new int[options.nodes()];
            default -> node.shutDown();
        }
    }

    void carry(int from, int to, byte[] packet) {
        ClusterNode receiver = nodes.get(to);
        if (from == to) {
            after(5_000, () -> receiver.onPacket(ByteBuffer.wrap(packet)));
            return;
        }
        double loss = healed ? Math.min(0.02, options.loss()) : options.loss();
        if (side[from] == side[to] && random.nextDouble() >= loss) {
            after(options.delayNs() + (long) (random.nextDouble() * options.delayNs()),
                    () -> receiver.onPacket(ByteBuffer.wrap(packet)));
        }
    }

    boolean hasShutDown(int nodeId) {
        return nodes.get(nodeId - 1).hasShutDown();
    }

    int nodes() {
        return options.nodes();
    }
}
