package org.choros.engine.quorum;

import java.util.ArrayList;
import java.util.List;

import org.choros.spi.cmap.MapValue;
import org.choros.spi.log.LogLevel;
import org.choros.wire.exec.VoteNodeInfo;

/**
 * The voters that a node knows and the arithmetic of quorum over them. Numbers are those of corosync: votes are
 * unsigned 32 bits wide, quorum 8 bits.
 */
final class Electorate {
    /** More nodes than this are not counted. */
    static final int NODES_MAX = 384;
    /** The id of the quorum device, and of nobody else. */
    static final int DEVICE = 0;
    /** The last decision with its reasons, for people to read. */
    static final String VERDICT = "runtime.choros.votequorum.verdict";

    private static final long U32 = 0xFFFF_FFFFL;
    private static final int QUORUM_BITS = 0xFF;
    private static final int TWO = 2;

    private final VoteSettings settings;
    private final Output out;
    private final boolean sorted;
    private final List<VoteNode> nodes = new ArrayList<>();
    private final VoteNode us;
    private final VoteNode device = new VoteNode(DEVICE);
    private int[] members = {};
    private int[] previousMembers = {};
    private int quorum;
    private boolean quorate;
    private boolean waiting;
    private long barrier;
    private long trackingBarrier;
    private int lowest = -1;
    private int highest = -1;
    private Verdict verdict = new Verdict(false, "not quorate: not decided yet");

    /** What the arithmetic tells its engine. */
    interface Output {
        void log(LogLevel level, String text);

        void publish(String key, MapValue value);

        /** Our expected votes have grown. */
        void expectedVotesChanged();

        /** We have become quorate or inquorate. */
        void quorateChanged();

        void storeTrackingBarrier(long barrier);
    }

    /**
     * @param localNodeId our node id
     * @param settings how to decide
     * @param dialect 3: a node with the highest id goes before the last one of the list, as in corosync 3.1
     * @param out whom to tell
     */
    Electorate(int localNodeId, VoteSettings settings, int dialect, Output out) {
        this.settings = settings;
        this.out = out;
        this.sorted = dialect == TWO;
        us = new VoteNode(localNodeId);
        us.state = NodeState.MEMBER;
        us.votes = 1;
        us.mark(VoteNodeInfo.FIRST, true);
        nodes.add(us);
    }

    VoteNode us() {
        return us;
    }

    VoteNode device() {
        return device;
    }

    /** @return every node ever seen, in the order of the events */
    List<VoteNode> nodes() {
        return nodes;
    }

    /**
     * @param id a node id, {@link #DEVICE} for the device
     * @return it, or null
     */
    VoteNode find(int id) {
        if (id == DEVICE) {
            return device;
        }
        for (VoteNode n : nodes) {
            if (n.id == id) {
                return n;
            }
        }
        return null;
    }

    /**
     * Adds a node; when there are too many, in the place of one that is gone.
     *
     * @param id the id of a node that is not known yet
     * @return it, or null when there are too many
     */
    VoteNode add(int id) {
        if (nodes.size() >= NODES_MAX && !forgetOneThatIsGone()) {
            return null;
        }
        int at = 0;
        while (at < nodes.size() && nodes.get(at).id < id) {
            at++;
        }
        if (at == nodes.size() && !sorted) {
            at--;
        }
        VoteNode n = new VoteNode(id);
        nodes.add(at, n);
        return n;
    }

    private boolean forgetOneThatIsGone() {
        for (VoteNode n : nodes) {
            if (n.state == NodeState.DEAD) {
                return nodes.remove(n);
            }
        }
        return false;
    }

    /**
     * The membership has changed.
     *
     * @param now the members
     * @return whether a former member is gone
     */
    boolean membership(int[] now) {
        boolean left = false;
        for (int id : members) {
            if (!contains(now, id)) {
                left = true;
                VoteNode n = find(id);
                if (n != null) {
                    n.state = NodeState.DEAD;
                }
            }
        }
        previousMembers = members;
        members = now.clone();
        return left;
    }

    int[] members() {
        return members;
    }

    int quorum() {
        return quorum;
    }

    boolean quorate() {
        return quorate;
    }

    /** @return the last decision and its reasons */
    Verdict verdict() {
        return verdict;
    }

    int lowest() {
        return lowest;
    }

    int highest() {
        return highest;
    }

    boolean waitingForAll() {
        return waiting;
    }

    void waitForAll(boolean status) {
        waiting = status;
        us.mark(VoteNodeInfo.WAIT_FOR_ALL, status);
        out.publish("runtime.votequorum.wait_for_all_status", MapValue.u8(status ? 1 : 0));
    }

    void barrier(long expected) {
        barrier = expected;
        out.publish("runtime.votequorum.ev_barrier", MapValue.u32(expected));
    }

    long trackingBarrier() {
        return trackingBarrier;
    }

    /** Takes over a barrier that is stored already. */
    void loadTrackingBarrier(long expected) {
        trackingBarrier = expected & U32;
        out.publish("runtime.votequorum.ev_tracking_barrier", MapValue.u32(trackingBarrier));
    }

    /** Sets the expected votes of all members; 0 changes nothing. */
    void expectOfMembers(long expected) {
        if (expected == 0) {
            return;
        }
        for (VoteNode n : nodes) {
            if (n.member()) {
                n.expected = expected;
            }
        }
    }

    /** @return the votes of the members, without the device */
    long memberVotes() {
        long total = 0;
        for (VoteNode n : nodes) {
            if (n.member()) {
                total += n.votes;
            }
        }
        return total & U32;
    }

    /** @return the votes of the members, and the device's when it votes for us */
    long totalVotes() {
        return memberVotes() + (us.has(VoteNodeInfo.DEVICE_CAST_VOTE) ? device.votes : 0) & U32;
    }

    /** @return the greatest expectation of a member */
    long highestExpected() {
        long most = 0;
        for (VoteNode n : nodes) {
            if (n.member()) {
                most = Math.max(most, n.expected);
            }
        }
        return most;
    }

    /**
     * How many votes are needed.
     *
     * @param allowDecrease whether it may be less than now
     * @param maxExpected what to expect instead of what the members expect, 0 for that
     * @return the quorum, before it is cut to 8 bits
     */
    long calculate(boolean allowDecrease, long maxExpected) {
        return calculate(allowDecrease, maxExpected, settings.allowDownscale);
    }

    /** As {@link #calculate(boolean, long)}, as if {@code allow_downscale} were off. */
    long calculateWithoutDownscale(boolean allowDecrease, long maxExpected) {
        return calculate(allowDecrease, maxExpected, false);
    }

    private long calculate(boolean allowDecrease, long maxExpected, boolean downscale) {
        long most = maxExpected;
        if (downscale && allowDecrease && most != 0) {
            most = Math.max(barrier, most);
        }
        if (most == 0) {
            most = highestExpected();
        }
        long needed = Math.max((most + TWO & U32) / TWO, (totalVotes() + TWO & U32) / TWO);
        if (!allowDecrease) {
            needed = Math.max(quorum, needed);
        }
        return settings.twoNode && votingNodes() <= TWO ? 1 : needed;
    }

    private int votingNodes() {
        int count = us.has(VoteNodeInfo.DEVICE_CAST_VOTE) ? 1 : 0;
        for (VoteNode n : nodes) {
            count += n.member() ? 1 : 0;
        }
        return count;
    }

    /**
     * Calculates quorum anew and decides.
     *
     * @param allowDecrease whether quorum may sink
     * @param byCurrentNodes whether the number of members is from now on what is expected
     * @param quiet whether changes are not to be told now, because a synchronisation runs
     */
    void recalculate(boolean allowDecrease, boolean byCurrentNodes, boolean quiet) {
        long possible = device.votes;
        long count = device.votes != 0 ? 1 : 0;
        for (VoteNode n : nodes) {
            if (n.member()) {
                possible += n.votes;
                count++;
            }
        }
        possible &= U32;
        if (possible > us.expected) {
            us.expected = possible;
            out.expectedVotesChanged();
        }
        if (settings.tracking && us.expected > trackingBarrier) {
            loadTrackingBarrier(us.expected);
            out.storeTrackingBarrier(us.expected);
        }
        long expected = byCurrentNodes ? count : 0;
        quorum = (int) calculate(allowDecrease, expected) & QUORUM_BITS;
        long total = totalVotes();
        expectOfMembers(expected);
        decide(total, quiet);
    }

    private void decide(long total, boolean quiet) {
        if (settings.waitForAll && waiting) {
            if (total != us.expected) {
                out.log(LogLevel.NOTICE, "Waiting for all cluster members. Current votes: " + total
                        + " expected_votes: " + us.expected);
                explain(quorate, Verdict.Reason.WAITS_FOR_ALL);
                return;
            }
            waitForAll(false);
        }
        Verdict.Reason reason = Verdict.Reason.VOTES;
        boolean enough = total >= quorum;
        if (enough) {
            rememberOutermost();
        } else {
            if (isTie(total)) {
                enough = breakerIsHere();
                reason = enough ? Verdict.Reason.TIE_WON : Verdict.Reason.TIE_LOST;
            }
            if (!enough && settings.deviceMasterWins && masterIsHere()) {
                enough = true;
                reason = Verdict.Reason.MASTER_WINS;
            }
        }
        boolean changed = enough != quorate;
        quorate = enough;
        us.mark(VoteNodeInfo.QUORATE, enough);
        if (settings.waitForAll) {
            waitForAll(!enough);
        }
        explain(enough, reason);
        if (changed) {
            out.log(LogLevel.DEBUG, enough ? "quorum regained, resuming activity" : "quorum lost, blocking activity");
            if (!quiet) {
                out.quorateChanged();
            }
        }
    }

    private void explain(boolean enough, Verdict.Reason reason) {
        verdict = Verdict.of(this, settings, enough, reason);
        out.publish(VERDICT, MapValue.str(verdict.text()));
    }

    private void rememberOutermost() {
        lowest = us.id;
        highest = us.id;
        for (VoteNode n : nodes) {
            if (n.member()) {
                // signed, as all nodes of the cluster have to agree: an id with the high bit set is a low one
                lowest = Math.min(n.id, lowest);
                highest = Math.max(n.id, highest);
            }
        }
        out.publish("runtime.votequorum.lowest_node_id", MapValue.u32(lowest));
        out.publish("runtime.votequorum.highest_node_id", MapValue.u32(highest));
    }

    private boolean isTie(long total) {
        // the other part must not be able to have quorum by its votes
        return settings.tieBreaker != TieBreaker.NONE && total == us.expected / TWO
                && previousMembers.length - members.length < quorum;
    }

    private boolean breakerIsHere() {
        return switch (settings.tieBreaker) {
            case NONE -> false;
            case LOWEST -> lowestIsHere();
            case HIGHEST -> isMember(highest);
            case LIST -> firstOfListIsHere();
        };
    }

    /** @return whether the lowest node of the last membership that was quorate by its votes is a member */
    boolean lowestIsHere() {
        return isMember(lowest);
    }

    private boolean isMember(int id) {
        for (VoteNode n : nodes) {
            if (n.id == id && n.member()) {
                return true;
            }
        }
        return false;
    }

    private boolean firstOfListIsHere() {
        for (int id : settings.tieBreakerList) {
            if (contains(members, id)) {
                return true;
            }
            if (contains(previousMembers, id)) {
                return false;
            }
        }
        return false;
    }

    private boolean masterIsHere() {
        for (VoteNode n : nodes) {
            if (n.member() && n.has(VoteNodeInfo.DEVICE_MASTER_WINS) && n.has(VoteNodeInfo.DEVICE_CAST_VOTE)) {
                return true;
            }
        }
        return false;
    }

    /** @return whether a device is registered on a member */
    boolean deviceRegisteredSomewhere() {
        for (VoteNode n : nodes) {
            if (n.member() && n.has(VoteNodeInfo.DEVICE_REGISTERED)) {
                return true;
            }
        }
        return false;
    }

    private static boolean contains(int[] ids, int id) {
        for (int i : ids) {
            if (i == id) {
                return true;
            }
        }
        return false;
    }
}
