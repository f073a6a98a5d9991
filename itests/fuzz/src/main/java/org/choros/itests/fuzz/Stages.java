package org.choros.itests.fuzz;

import org.choros.totem.ring.State;

/** Brings a node into one of its states in the natural way. */
final class Stages {
    static final int COUNT = 12;
    private static final long LONG_NS = 5_000_000_000L;
    private static final int EVENTS_MAX = 5000;

    private Stages() {
    }

    /**
     * @param world a world in which nothing has happened yet
     * @param company whether there is a peer
     * @param stage 0 gathering, 1 commit, 2 recovery, 3 operational and synchronising, 4 synchronised, 5 idle, 6 under
     *            load, 7 gathering anew with something missing, 8 and 9 commit and recovery of that, 10 recovery with
     *            its first token seen, 11 the token lost
     */
    static void bring(World world, boolean company, int stage) {
        if (company) {
            world.bootPeer();
        }
        switch (stage) {
            case 0 -> {
            }
            case 1 -> until(world, State.COMMIT);
            case 2 -> until(world, State.RECOVERY);
            case 3 -> until(world, State.OPERATIONAL);
            case 4 -> settled(world);
            case 5 -> {
                settled(world);
                world.run(() -> false, 400_000_000L, 400);
            }
            case 6 -> loaded(world);
            case 11 -> {
                settled(world);
                world.lose();
                world.pass(1_100_000_000L);
            }
            default -> again(world, stage);
        }
    }

    private static void until(World world, State state) {
        int members = world.peer() == null ? 1 : 2;
        // the first ring of the right size: a node may have been alone for a moment
        world.run(() -> world.victim.inside.state() == state
                && (world.victim.inside.newMembers().size() == members || world.victim.inside.state() == State.GATHER),
                LONG_NS, EVENTS_MAX);
    }

    private static void settled(World world) {
        int members = world.peer() == null ? 1 : 2;
        boolean done = world.run(() -> world.victim.isSettled(members), LONG_NS, EVENTS_MAX);
        OracleException.require(done, () -> "not operational from the beginning: " + world.victim);
    }

    private static void loaded(World world) {
        settled(world);
        for (int i = 0; i < 5; i++) {
            world.victim.say(i, 700);
            if (world.peer() != null) {
                world.peer().say(i, 700);
            }
        }
        world.run(() -> false, LONG_NS, 12);
    }

    private static void again(World world, int stage) {
        settled(world);
        if (world.peer() != null) {
            world.deafen(2);
            for (int i = 0; i < 4; i++) {
                world.peer().say(i, 1000);
            }
        }
        world.run(() -> false, LONG_NS, 14);
        world.lose();
        world.victim.core.gather(world.nowNs());
        switch (stage) {
            case 8 -> until(world, State.COMMIT);
            case 9 -> until(world, State.RECOVERY);
            case 10 -> {
                until(world, State.RECOVERY);
                world.run(() -> false, LONG_NS, 4);
            }
            default -> {
            }
        }
    }
}
