package org.choros.itests.sim;

import java.net.InetAddress;
import java.util.Arrays;

import org.choros.node.core.Addresses;
import org.choros.spi.engine.QuorumState;
import org.choros.totem.groups.QueueLevel;
import org.choros.totem.ring.State;

/**
 * A machine: has an address, a clock and a disk; what runs on it is born with {@link #boot} and dies with
 * {@link #crash}. All verbs may be used at any time; what makes no sense is ignored.
 */
final class Machine {
    /** The order in which a node unloads its engines: votequorum, cmap, cfg, cpg, quorum. */
    static final int[] UNLOAD_ORDER = {5, 0, 1, 2, 3};
    private static final long EXCUSED_NS = 10_000_000_000L;
    private static final int DISK_WRITES = 8;
    private static final int SITE_PART = 3000;
    private static final long MILLION = 1_000_000;

    private final World world;
    private final int index;
    private final byte[] address;
    private final long[] written = new long[DISK_WRITES];
    private int writes;
    private int losses;
    private boolean stale;
    private long clockOffsetNs;
    private final long clockPpm;
    private long serviceNs;
    private long shutDownNs = -EXCUSED_NS;
    private int incarnations;
    private int overflows;
    private SimProcess process;
    private final Site site;
    private final Pauses pauses;
    private int decisions;
    private final Guardian guardian;
    private final java.util.List<Trap> traps = new java.util.ArrayList<>();

    /** What is done when the machine enters a state. */
    private record Trap(Moment moment, Runnable action) {
    }

    /** Moments of a node's life that faults wait for. */
    enum Moment {
        GATHER, COMMIT, RECOVERY, OPERATIONAL, SYNCHRONISED
    }

    Machine(World world, int index) {
        this.world = world;
        this.index = index;
        address = new byte[]{10, 0, 0, (byte) (index + 1)};
        guardian = new Guardian(this, world.chanceFor(index));
        site = new Site(this, world.chanceFor(SITE_PART + index));
        pauses = new Pauses(this);
        Chance r = world.chance();
        boolean drifts = world.options().drift;
        clockPpm = drifts ? r.between(-50_000, 50_000) : 0;
        // nanoTime may begin anywhere, below zero too
        clockOffsetNs = drifts ? r.between(-1_000_000_000_000_000L, 1_000_000_000_000_000L) : 1_000_000_000L;
    }

    World world() {
        return world;
    }

    int index() {
        return index;
    }

    int nodeId() {
        return index + 1;
    }

    byte[] address() {
        return address.clone();
    }

    /** @return its address on a link */
    InetAddress address(int link) {
        byte[] of = address.clone();
        of[2] += (byte) link;
        return Addresses.of(of);
    }

    /** @return what runs, or null */
    SimProcess process() {
        return process;
    }

    Guardian guardian() {
        return guardian;
    }

    /** @return what runs here for availability managers */
    Site site() {
        return site;
    }

    boolean isUp() {
        return process != null;
    }

    int losses() {
        return losses;
    }

    int overflows() {
        return overflows;
    }

    // --- clock

    /** @return what System.nanoTime() says here now */
    long clockNs() {
        return clockOffsetNs + drifted(world.nowNs());
    }

    // never backwards: a clock that goes back at times would have timers that are due and not due
    private long drifted(long ns) {
        return ns + ns / MILLION * clockPpm + ns % MILLION * clockPpm / MILLION;
    }

    /** @return when the clock here will show a time */
    long whenNs(long clockNs) {
        long shown = clockNs - clockOffsetNs;
        if (clockPpm == 0) {
            return shown;
        }
        // look for the first moment that is late enough
        long guess = Math.round(shown / (1 + clockPpm / (double) MILLION)) - 2;
        while (drifted(guess) < shown) {
            guess += Math.max(1, (shown - drifted(guess)) / 2);
        }
        return guess;
    }

    /** The clock jumps forward, as when a virtual machine was stopped. */
    void jump(long ns) {
        clockOffsetNs += ns;
        if (process != null) {
            process.settle();
        }
    }

    // --- life

    void boot() {
        if (process != null || world.healed() && !world.isToRun(this)) {
            return;
        }
        long seq = disk();
        process = new SimProcess(this, ++incarnations, seq);
        world.note(toString(), () -> "starts with stored ring sequence " + Long.toHexString(seq));
        world.watch().started(this, incarnations, seq, stale);
        stale = false;
        process.start();
    }

    /** The process dies at once. */
    void crash() {
        if (process != null) {
            world.note(toString(), () -> "dies");
            world.watch().stopped(this, false);
            gone();
            guardian.died();
        }
    }

    /** Begins an orderly shutdown. */
    void leave() {
        if (process != null && !process.isPaused()) {
            world.note(toString(), () -> "is told to leave");
            process.leave();
        }
    }

    /** Nothing is handed over any more: engines are unloaded, then it leaves. */
    void leaves() {
        shutDownNs = world.nowNs();
    }

    void ended(SimProcess which) {
        if (process == which) {
            world.note(toString(), () -> "has left");
            world.watch().stopped(this, true);
            gone();
        }
    }

    /** The whole machine is reset: its process dies, and all that it has started with it. */
    void reset() {
        site.reset();
        crash();
    }

    private void gone() {
        process = null;
        site.orphan();
        if (world.healed()) {
            // what was begun before the healing has come to its end; now everybody is to run
            world.after(0, this::boot);
        }
    }

    void pause(long wantedNs) {
        if (process != null) {
            long ns = pauses.allowed(wantedNs);
            if (ns == 0) {
                return;
            }
            world.note(toString(), () -> "stands still for " + ns / Options.MS + " ms");
            process.pause(ns);
        }
    }

    /** From now on every packet costs the process so much time; 0 for none. */
    void slowDown(long ns) {
        serviceNs = ns;
    }

    long serviceNs() {
        return serviceNs;
    }

    /** What runs reads the configuration again. */
    void reload() {
        if (process != null) {
            process.reload(result -> {
            });
        }
    }

    void heal() {
        serviceNs = 0;
        traps.clear();
        if (process == null) {
            boot();
        } else {
            process.resume();
        }
    }

    void arrived(Packet packet) {
        if (process != null) {
            process.arrived(packet);
        }
    }

    void overflowed(Packet packet) {
        overflows++;
        world.note(toString(), () -> "has no room for " + packet.text(world.options().dialect));
    }

    /** @return whether its engines may have gone in the middle of something */
    boolean hasShutDown() {
        return world.nowNs() - shutDownNs < EXCUSED_NS;
    }

    // --- disk

    private long disk() {
        return writes == 0 ? 0 : written[(writes - 1) % DISK_WRITES];
    }

    void write(long seq) {
        written[writes++ % DISK_WRITES] = seq;
    }

    /** A write that was under way when the process died. */
    void wroteLate(int incarnation, long seq) {
        if (incarnation == incarnations) {
            write(seq);
        }
    }

    /** The disk forgets: the last so many writes, or all of them for 0. */
    void forget(int lastWrites) {
        long before = disk();
        int keep = lastWrites == 0 ? 0 : Math.max(0, Math.min(writes, DISK_WRITES) - lastWrites);
        long kept = keep == 0 ? 0 : written[(writes - 1 - lastWrites) % DISK_WRITES];
        Arrays.fill(written, 0);
        writes = 0;
        if (kept != 0) {
            write(kept);
        }
        if (kept != before) {
            losses++;
            stale = true;
            world.note(toString(), () -> "has " + Long.toHexString(kept) + " on its disk instead of "
                    + Long.toHexString(before));
        }
    }

    // --- traps

    /** Does something when the node here reaches a moment next. */
    void when(Moment moment, Runnable action) {
        traps.add(new Trap(moment, action));
    }

    void entered(State state) {
        spring(Moment.values()[switch (state) {
            case GATHER -> 0;
            case COMMIT -> 1;
            case RECOVERY -> 2;
            case OPERATIONAL -> 3;
        }]);
    }

    void hasSynchronised() {
        spring(Moment.SYNCHRONISED);
    }

    private void spring(Moment moment) {
        for (int i = traps.size() - 1; i >= 0; i--) {
            if (traps.get(i).moment() == moment) {
                traps.remove(i).action().run();
            }
        }
    }

    // --- what is seen

    /** The node has decided about quorum: without, it has to have stopped in time what needs one. */
    void quorumDecided(boolean quorate) {
        int decision = ++decisions;
        // what cannot be stopped, and does not reset its host, is fenced before the others start it
        if (!quorate && world.options().upkeep != null && world.options().upkeep.isStopped()) {
            pauses.afterNs(process.stopLimitNs(), () -> {
                // what an engine has left that is gone is waited for as what a lost node has
                if (decision == decisions && process != null && process.hasAllOfSite()) {
                    world.watch().availability().overdue(world.nowNs(), nodeId());
                }
            });
        }
    }

    QuorumState quorum() {
        return process == null ? null : process.core.services().quorum();
    }

    boolean isQuorate() {
        return process != null && quorum().provided() && quorum().quorate();
    }

    /** @return whether it is a quiet member of a ring of all that run */
    boolean isSettled() {
        if (process == null || !process.isIdle() || process.isSynchronising()) {
            return false;
        }
        int nodes = world.machines().size() - Long.bitCount(world.options().leftDead);
        var core = process.core;
        return core.ready() && core.ring().state() == State.OPERATIONAL && core.members().size() == nodes
                && core.ring().queued() == 0 && !core.ring().waiting() && core.groups().level() == QueueLevel.LOW
                && quorum().members().length == nodes && process.clients.quiet();
    }

    /** @return in words, why it is not settled */
    String state() {
        return this + " " + (process == null ? "is down" : process.toString() + process.clients.unanswered());
    }

    @Override
    public String toString() {
        return "n" + (index + 1);
    }
}
