package org.choros.itests.sim;

import java.nio.ByteBuffer;
import java.util.Arrays;

import org.choros.spi.cmap.ValueType;
import org.choros.spi.engine.QuorumState;
import org.choros.wire.ipc.VoteQuorumRequest;
import org.choros.wire.totem.Dialect;

/** What has to hold of a cluster when everything is healed and quiet: all nodes that run say the same. */
final class Settled {
    private static final int VOTEQUORUM = 5;
    /** votequorum's answer: id, state, votes, expected, highest expected, total, quorum, flags. */
    private static final int FIELDS = 8;
    private static final int FIELDS_AT = 24;
    private static final int VOTES = 2;
    private static final int EXPECTED = 3;
    private static final int HIGHEST = 4;
    private static final int TOTAL = 5;
    private static final int QUORUM = 6;
    private static final int FLAGS = 7;

    private final World world;
    private final Options options;
    /** What everybody votes and expects does not change. */
    private final boolean fixed;
    /** Nobody is left dead: what is expected is here. */
    private final boolean whole;

    private Settled(World world) {
        this.world = world;
        options = world.options();
        fixed = !options.electorateChanges() && !options.lastManStanding && !options.allowDownscale;
        whole = options.leftDead == 0;
    }

    static void check(World world) {
        Settled settled = new Settled(world);
        Machine first = world.running().get(0);
        for (Machine m : world.running()) {
            settled.checkQuorum(m, first);
            for (Machine of : world.machines()) {
                settled.checkKeys(m, of.nodeId());
            }
            for (Machine of : world.running()) {
                settled.checkVotes(m, first, of);
            }
        }
    }

    private void checkQuorum(Machine m, Machine first) {
        QuorumState mine = m.quorum();
        QuorumState its = first.quorum();
        boolean same = mine.ring().equals(its.ring()) && Arrays.equals(mine.members(), its.members());
        if (fixed && whole) {
            same = mine.equals(its) && mine.quorate();
        } else if (fixed && votesAloneDecide()) {
            same &= mine.quorate() == 2 * livingVotes() > world.configuration().totalVotes();
        }
        if (!same) {
            throw world.fail("V8", m + " decided " + mine + " by " + Arrays.toString(votes(m, m)) + ", " + first + " "
                    + its + " by " + Arrays.toString(votes(first, first)));
        }
    }

    // who waits for all, or breaks a tie, remembers who was there before
    private boolean votesAloneDecide() {
        return !options.waitForAll && !options.twoNode && options.tie == Options.Tie.NONE;
    }

    private int livingVotes() {
        return world.running().stream().mapToInt(m -> world.configuration().votes(m.index())).sum();
    }

    private void checkVotes(Machine m, Machine first, Machine of) {
        int[] told = votes(m, of);
        int[] expected = votes(first, of);
        boolean expects = told[EXPECTED] == world.configuration().totalVotes();
        if (!fixed || !whole) {
            told[EXPECTED] = expected[EXPECTED];
            told[HIGHEST] = expected[HIGHEST];
            told[QUORUM] = expected[QUORUM];
            told[FLAGS] = expected[FLAGS];
        }
        boolean right = !fixed || told[VOTES] == world.configuration().votes(of.index())
                && expects
                && told[TOTAL] == livingVotes();
        if (!right || !Arrays.equals(told, expected)) {
            throw world.fail("V8", m + " says of " + of + " " + Arrays.toString(told) + ", " + first + " "
                    + Arrays.toString(expected));
        }
    }

    private int[] votes(Machine m, Machine of) {
        ByteBuffer answer = m.process().clients.ask(VOTEQUORUM, new VoteQuorumRequest.GetInfo(of.nodeId()));
        if (answer == null) {
            throw world.fail("V10", m + " does not say what " + of + " votes");
        }
        int[] fields = new int[FIELDS];
        for (int i = 0; i < FIELDS; i++) {
            fields[i] = answer.getInt(FIELDS_AT + i * Integer.BYTES);
        }
        return fields;
    }

    private void checkKeys(Machine m, int of) {
        SimProcess p = m.process();
        String key = (options.dialect == Dialect.V2 ? "runtime.totem.pg.mrp.srp.members." : "runtime.members.") + of;
        String status = p.map.getString(key + ".status", "none");
        long joins = p.map.getExact(key + ".join_count", ValueType.UINT32, 0);
        int seen = p.probe.joins().getOrDefault(of, 0);
        if (!status.equals(p.probe.isHere(of) ? "joined" : seen > 0 ? "left" : "none") || joins != seen) {
            throw world.fail("keys", m + " shows node " + of + " as " + status + " " + joins
                    + ", the ring has reported " + p.probe.joins());
        }
    }
}
