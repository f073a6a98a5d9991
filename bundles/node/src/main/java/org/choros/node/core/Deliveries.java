package org.choros.node.core;

import org.choros.spi.engine.EngineContext;
import org.choros.totem.ring.Ring;
import org.choros.totem.ring.State;

/**
 * Numbers what the ring delivers, over all rings, and knows how far every member has it; and until when all members
 * are known to have been together. Allocates nothing.
 */
final class Deliveries {
    private long position;
    private int seq;
    private long stable;
    private boolean visited;
    private long visitNs;
    private long togetherNs = EngineContext.NEVER;

    /** A frame is delivered. */
    void frame(int itsSeq) {
        position += itsSeq - seq;
        seq = itsSeq;
    }

    /** A new ring: its numbers begin anew, and nothing of it is known to be everywhere yet. */
    void ring(Ring ring) {
        seq = ring.deliveredSeq();
        visited = false;
    }

    /**
     * The token has left.
     *
     * @return whether more is stable than before
     */
    boolean token(Ring ring, long nowNs) {
        if (ring.state() != State.OPERATIONAL) {
            return false;
        }
        if (visited) {
            // to come here again it has been with all others since it left
            togetherNs = visitNs;
        }
        visited = true;
        visitNs = nowNs;
        if (!ring.isSettled()) {
            return false;
        }
        long now = position - (seq - ring.stableSeq());
        boolean more = now > stable;
        stable = Math.max(stable, now);
        return more;
    }

    long position() {
        return position;
    }

    long stable() {
        return stable;
    }

    long togetherNs() {
        return togetherNs;
    }
}
