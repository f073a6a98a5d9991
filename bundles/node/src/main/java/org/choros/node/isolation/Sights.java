package org.choros.node.isolation;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.QuorumState;

/** Takes sights of the node: what is costly only when it may have changed. For the ring thread. */
final class Sights {
    private QuorumState quorum;
    private QuorumState copy;
    private int[] participants = Sight.NOBODY;

    /**
     * @param node the node
     * @param synchronising whether it is the service's turn, or something of a synchronisation is told: who takes part
     *            and who is awaited is looked up
     */
    Sight of(EngineContext node, boolean synchronising) {
        QuorumState present = node.quorum();
        if (present != quorum) {
            quorum = present;
            copy = Sight.copy(present);
        }
        int[] awaited = Sight.NOBODY;
        if (synchronising) {
            participants = node.participants();
            awaited = awaited(node);
        }
        return new Sight(node.ring(), node.synchronising(), node.position(), node.togetherNs(), copy, participants,
                awaited);
    }

    // who has said that it takes part may be awaited
    private int[] awaited(EngineContext node) {
        int n = 0;
        int[] found = new int[participants.length];
        for (int id : participants) {
            if (node.awaits(id)) {
                found[n++] = id;
            }
        }
        return java.util.Arrays.copyOf(found, n);
    }
}
