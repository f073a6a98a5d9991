package org.choros.quorum;

import java.util.Map;

import org.choros.base.RingId;
import org.osgi.annotation.versioning.ConsumerType;

/** Hears of votes and nodes. Arrays and maps belong to the listener. */
@ConsumerType
public interface VoteQuorumListener {
    /**
     * Votequorum has decided.
     *
     * @param quorate whether we are quorate
     * @param nodes every node that was ever seen, in the node's order; 0 is the quorum device
     */
    default void quorum(boolean quorate, Map<Integer, NodeState> nodes) {
    }

    /**
     * The ring has changed; the decision follows.
     *
     * @param ringId the ring
     * @param members its nodes
     */
    default void nodes(RingId ringId, int[] members) {
    }

    /**
     * The expected votes have changed.
     *
     * @param expectedVotes the new number
     */
    default void expectedVotes(int expectedVotes) {
    }
}
