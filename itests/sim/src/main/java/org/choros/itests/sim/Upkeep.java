package org.choros.itests.sim;

import java.util.List;

/** What a run with availability managers is like besides its {@link Options}; drawn from the same seed. */
final class Upkeep {
    private static final long MS = Options.MS;
    private static final int NODES_MAX = 6;
    /** Clocks may be wrong by so much where they drift at all. */
    private static final double DRIFT = 0.05;
    private static final double WAITED = 9.0 / 8;
    private static final long LATENCY_NS = 10 * MS;

    /** Whether there is a fencing command; if not, those who vanish are waited for. */
    boolean fences;
    /** Whether a watchdog resets a host whose node stands still for too long. */
    boolean watchdog;
    /** Whether what cannot be stopped resets its host; only then, or with fencing, is there such a thing. */
    boolean reboots;
    /** Of a hundred processes, how many go wrong. */
    int trouble;
    int holdMs = 1000;
    /** Between two deeds of operators and of bad luck. */
    long gapNs = 300 * MS;
    /** One bit for each machine that does not run the service. */
    long absent;
    /** The shortest hold and stop limit that any of the run's configurations makes, ns. */
    long boundNs = 1000 * MS;
    boolean drifts;

    /** A cluster with availability managers, without what could make two partitions quorate. */
    static Options draw(Chance r) {
        Options o = Options.draw(r, false);
        Upkeep u = new Upkeep();
        o.upkeep = u;
        o.nodes = 2 + r.below(NODES_MAX - 1);
        o.tokenMs = r.wide(100, 300);
        o.delayNs = Math.min(o.delayNs, o.tokenMs * MS / (10 * o.nodes));
        o.joinMs = Math.max(30, o.nodes * 3 * o.delayNs / MS);
        o.slowNs = Math.min(o.slowNs, o.tokenMs * MS / 2);
        o.storeNs = Math.min(o.storeNs, o.tokenMs * MS / 3);
        o.lockers = 0;
        if (!r.oneIn(8)) {
            o.messageGapNs = 0;
            o.requestGapNs = 0;
            o.groups = 0;
        }
        o.weights.keySet().removeAll(List.of(Fault.Kind.VOTES, Fault.Kind.EXPECTED, Fault.Kind.RELOAD,
                Fault.Kind.DISK));
        o.lastManStanding = false;
        o.allowDownscale = false;
        o.twoNode = false;
        o.tie = o.nodes % 2 == 0 && o.tie != Options.Tie.NONE ? Options.Tie.NODE_1 : Options.Tie.NONE;
        o.staleDisks = false;
        o.lostDisks = false;
        o.leftDead = r.oneIn(6) ? 1L << r.below(o.nodes) : 0;
        u.drawRest(o, r);
        return o;
    }

    private void drawRest(Options o, Chance r) {
        fences = r.oneIn(3);
        watchdog = r.oneIn(2);
        reboots = r.oneIn(3);
        drifts = o.drift;
        trouble = r.oneIn(3) ? 0 : 1 + r.below(25);
        holdMs = (int) Math.max(100, r.wide(o.tokenMs, 6 * o.tokenMs));
        gapNs = r.wide(20, 1500) * MS;
        absent = r.oneIn(6) ? 1L << r.below(o.nodes) : 0;
        if (o.nodes < 3) {
            absent = 0;
        }
        o.quietNs = r.oneIn(4) ? 0 : (5 * o.tokenMs + r.below(2 * holdMs)) * MS;
        o.faults = Math.min(o.faults, 12);
        o.faultGapNs = r.wide(o.tokenMs / 4, 2L * holdMs + 3 * o.tokenMs) * MS;
        for (Fault.Kind cut : List.of(Fault.Kind.CRASH, Fault.Kind.BOOT, Fault.Kind.ISOLATE, Fault.Kind.PARTITION,
                Fault.Kind.MEND)) {
            o.weights.merge(cut, r.below(5), Integer::sum);
        }
        if (!fences) {
            // a clock that jumps has no rate; who waits for a time would be wrong
            o.weights.remove(Fault.Kind.JUMP);
        }
    }

    /** @return whether a machine runs the service */
    boolean isPresent(Machine m) {
        return (absent >>> m.index() & 1) == 0;
    }

    /** @return whether there are processes that do not die of SIGKILL */
    boolean isStuckPossible() {
        return fences || reboots;
    }

    /** @return whether everything has stopped in time without quorum, or its host is reset */
    boolean isStopped() {
        return reboots || !fences;
    }

    /** @return how long all pauses of a node may be together, of those that can fall into one stop, ns */
    long pausesNs() {
        double drift = drifts ? DRIFT : 0;
        return Math.max(0, (long) (boundNs * (WAITED / (1 + drift) - 1 / (1 - drift))) - LATENCY_NS);
    }

    /** @return how long it takes at most until what can be served is, when the ring is whole and nothing fails, ns */
    long settlingNs() {
        return 20_000 * MS + 6 * boundNs;
    }

    @Override
    public String toString() {
        return "[fences=" + fences + " watchdog=" + watchdog + " reboots=" + reboots + " trouble=" + trouble + " hold="
                + holdMs + " gap=" + gapNs / MS + "ms absent=" + absent + " bound=" + boundNs / MS + "ms]";
    }
}
