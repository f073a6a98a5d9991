package org.choros.itests.sim;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

import org.choros.totem.ring.RingConfig;

/**
 * One run: nodes, network, storage and clock, one thread, everything from one seed. First comes a time of faults, then
 * everything is healed and the cluster has to converge and drain.
 */
public final class Sim {
    /** Something that happens at a time. */
    private record Event(long atNs, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return atNs != other.atNs ? Long.compare(atNs, other.atNs) : Long.compare(number, other.number);
        }
    }

    private static final long EVENTS_MAX = 30_000_000;

    final long seed;
    final Options options;
    final Random random;
    final Checker checker;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<SimNode> nodes = new ArrayList<>();
    private long nowNs = 1_000_000_000L;
    private long number;
    private boolean healed;
    /** Which side of the cut a node is on; a one-way cut only stops what goes from side 1 to side 0. */
    private int[] side;
    private boolean oneWay;

    private Sim(long seed) {
        this.seed = seed;
        random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        options = Options.draw(random);
        checker = new Checker(options.nodes());
        side = new int[options.nodes()];
    }

    /**
     * Runs a seed.
     *
     * @param seed the seed
     * @return what happened, in short
     * @throws SimException when a property does not hold
     */
    public static String run(long seed) {
        Sim sim = new Sim(seed);
        try {
            return sim.run();
        } catch (RuntimeException | Error e) {
            throw new SimException("seed=" + seed + " at " + (sim.nowNs / RingConfig.MS - 1000) + " ms, "
                    + sim.options + ": " + e, e);
        }
    }

    private String run() {
        for (int i = 0; i < options.nodes(); i++) {
            SimNode node = new SimNode(this, i);
            nodes.add(node);
            after((long) (random.nextDouble() * 100 * RingConfig.MS), node::boot);
        }
        long at = 0;
        for (int i = 0; i < options.faults(); i++) {
            at += (long) (random.nextDouble() * 2 * options.faultGapNs());
            after(at, this::fault);
        }
        runUntil(nowNs + at + options.faultGapNs(), false);
        heal();
        long healedNs = nowNs;
        if (!runUntil(nowNs + options.convergenceNs(), true)) {
            StringBuilder text = new StringBuilder("V8: not converged");
            nodes.forEach(n -> text.append("; ").append(n));
            throw new SimException(text.toString());
        }
        nodes.forEach(SimNode::checkDrained);
        return "seed=" + seed + " " + options.dialect() + " nodes=" + options.nodes() + " " + checker
                + " converged in " + (nowNs - healedNs) / RingConfig.MS + " ms";
    }

    private boolean runUntil(long endNs, boolean stopWhenConverged) {
        while (!events.isEmpty() && events.peek().atNs() <= endNs) {
            Event e = events.poll();
            nowNs = e.atNs();
            e.action().run();
            if (number > EVENTS_MAX) {
                throw new SimException("too many events");
            }
            if (stopWhenConverged && e.number() % 64 == 0 && hasConverged()) {
                return true;
            }
        }
        nowNs = endNs;
        return stopWhenConverged && hasConverged();
    }

    private boolean hasConverged() {
        for (SimNode n : nodes) {
            if (!n.isSettled(nodes.size())) {
                return false;
            }
        }
        return true;
    }

    long nowNs() {
        return nowNs;
    }

    boolean healed() {
        return healed;
    }

    void after(long delayNs, Runnable action) {
        events.add(new Event(nowNs + delayNs, number++, action));
    }

    private void heal() {
        healed = true;
        side = new int[options.nodes()];
        nodes.forEach(SimNode::heal);
    }

    private void fault() {
        SimNode node = nodes.get(random.nextInt(nodes.size()));
        switch (random.nextInt(8)) {
            case 0, 1 -> node.crash();
            case 2, 3 -> node.boot();
            case 4 -> cut();
            case 5 -> side = new int[options.nodes()];
            case 6 -> node.pause((long) (random.nextDouble() * 2 * options.tokenMs() * RingConfig.MS));
            default -> node.leave();
        }
    }

    private void cut() {
        oneWay = random.nextInt(4) == 0;
        for (int i = 0; i < side.length; i++) {
            side[i] = random.nextInt(2);
        }
    }

    private boolean isCut(int from, int to) {
        return oneWay ? side[from] > side[to] : side[from] != side[to];
    }

    /** Carries a packet: to oneself at once and surely, to others as the network pleases. */
    void carry(int from, int to, byte[] packet, boolean token) {
        SimNode receiver = nodes.get(to);
        if (from == to) {
            after(5_000, () -> receiver.onPacket(ByteBuffer.wrap(packet), token));
            return;
        }
        int copies = !healed && random.nextDouble() < options.duplicate() ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            // the healed network still loses a little: rings have to live with that
            double loss = healed ? Math.min(0.02, options.loss()) : options.loss();
            if (isCut(from, to) || random.nextDouble() < loss) {
                continue;
            }
            long delay = options.delayNs() + (long) (random.nextDouble() * options.delayNs());
            if (!healed && random.nextDouble() < options.slow()) {
                delay += (long) (random.nextDouble() * options.slowNs());
            }
            after(delay, () -> receiver.onPacket(ByteBuffer.wrap(packet), token));
        }
    }

    int nodes() {
        return nodes.size();
    }

    /**
     * Runs one seed or a range.
     *
     * @param args {@code cluster} for whole nodes with their engines instead of rings; the first seed, and the last one
     */
    public static void main(String[] args) {
        boolean cluster = args[0].equals("cluster");
        int from = cluster ? 1 : 0;
        long first = Long.parseLong(args[from]);
        long last = args.length > from + 1 ? Long.parseLong(args[from + 1]) : first;
        int failures = 0;
        for (long seed = first; seed <= last; seed++) {
            try {
                String result = cluster ? Cluster.run(seed) : run(seed);
                if (first == last) {
                    System.out.println(result);
                }
            } catch (SimException e) {
                failures++;
                System.out.println(e.getMessage());
                if (first == last) {
                    e.printStackTrace(System.out);
                }
            }
        }
        System.out.println(last - first + 1 + " seeds, " + failures + " failures");
        if (failures > 0) {
            System.exit(1);
        }
    }
}
