package org.choros.quorum;

/**
 * A node and the counts of the cluster.
 *
 * @param nodeId the node
 * @param state its state
 * @param votes its votes
 * @param expectedVotes the votes that it expects
 * @param highestExpected the highest number that any member expects
 * @param totalVotes the votes of all members
 * @param quorum the votes that are needed
 * @param flags a sum of the flags here
 * @param deviceVotes the votes of the quorum device
 * @param deviceName its name, or empty
 */
public record VoteInfo(int nodeId, NodeState state, int votes, int expectedVotes, int highestExpected, int totalVotes,
        int quorum, int flags, int deviceVotes, String deviceName) {

    /** Two-node mode. */
    public static final int TWO_NODE = 1;
    /** Quorate. */
    public static final int QUORATE = 2;
    /** Waits for all nodes at start. */
    public static final int WAIT_FOR_ALL = 4;
    /** Last man standing. */
    public static final int LAST_MAN_STANDING = 8;
    /** Auto tie breaker. */
    public static final int AUTO_TIE_BREAKER = 16;
    /** Downscale is allowed. */
    public static final int ALLOW_DOWNSCALE = 32;
    /** The quorum device is registered there. */
    public static final int DEVICE_REGISTERED = 64;
    /** The quorum device is alive there. */
    public static final int DEVICE_ALIVE = 128;
    /** The quorum device votes there. */
    public static final int DEVICE_CAST_VOTE = 256;
    /** The master wins there. */
    public static final int DEVICE_MASTER_WINS = 512;

    /**
     * @param flag one of the flags here
     * @return whether it is set
     */
    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /**
     * Says why the node that was asked is quorate or not, from the numbers here: of any node, Choros or C. A Choros
     * node says more in the key {@code runtime.choros.votequorum.verdict} of its map.
     *
     * @return for example {@code quorate: expected 5, have 2 + device 1, need 3}
     */
    public String explanation() {
        long total = Integer.toUnsignedLong(totalVotes);
        long device = has(DEVICE_CAST_VOTE) ? Integer.toUnsignedLong(deviceVotes) : 0;
        String why = "";
        if (has(QUORATE) && total < quorum) {
            why = has(AUTO_TIE_BREAKER) ? "; tie broken" : "; the quorum device is with us, master wins";
        } else if (!has(QUORATE) && total >= quorum && has(WAIT_FOR_ALL)) {
            why = "; waits for all";
        } else if (has(TWO_NODE) && quorum == 1) {
            why = "; two_node";
        }
        return (has(QUORATE) ? "quorate" : "not quorate") + ": expected " + Integer.toUnsignedString(highestExpected)
                + ", have " + (total - device) + (has(DEVICE_REGISTERED) ? " + device " + device : "") + ", need "
                + quorum + why;
    }
}
