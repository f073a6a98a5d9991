package org.choros.node.isolation;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.RingIdentity;

/**
 * What the node was like when a callback was handed over: what the engine's context answers while the callback runs.
 *
 * @param ring the ring
 * @param synchronising whether a synchronisation ran
 * @param position what was delivered last
 * @param togetherNs the last moment of which was known that all members were in the ring after it
 * @param quorum the quorum
 * @param participants who runs the service
 * @param awaited who had not ended the service's turn, if it was its turn
 */
public record Sight(RingIdentity ring, boolean synchronising, long position, long togetherNs, QuorumState quorum,
        int[] participants, int[] awaited) {

    static final int[] NOBODY = {};

    /**
     * @param ring the present ring
     * @param quorum the present quorum
     * @return what an engine sees that is being loaded
     */
    public static Sight before(RingIdentity ring, QuorumState quorum) {
        return new Sight(ring, false, 0, EngineContext.NEVER, copy(quorum), NOBODY, NOBODY);
    }

    static QuorumState copy(QuorumState q) {
        return new QuorumState(q.quorate(), q.ring(), q.members().clone(), q.provided());
    }

    boolean awaits(int nodeId) {
        for (int node : awaited) {
            if (node == nodeId) {
                return true;
            }
        }
        return false;
    }
}
