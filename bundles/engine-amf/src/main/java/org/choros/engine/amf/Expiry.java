package org.choros.engine.amf;

import java.util.ArrayDeque;
import java.util.Deque;

import org.choros.spi.engine.ServiceEngine;

/**
 * When it is over what lost nodes ran: so long after this node has seen the ring without them as they may have gone on,
 * and an eighth more, for clocks that are not the same. One member says so for all, in an ordered message.
 */
final class Expiry {
    /** More rings than this at a time: the oldest waits with the next one. */
    private static final int RINGS_MAX = 64;
    private static final long NS_PER_MS = 1_000_000;
    private static final int DRIFT_PART = 8;

    private record Seen(long ringSeq, long sinceNs, long boundNs) {
        long overNs() {
            return sinceNs + boundNs + boundNs / DRIFT_PART;
        }
    }

    private final Deque<Seen> rings = new ArrayDeque<>();
    private long said;

    /** The ledger has come from somewhere else: what was seen before says nothing about it. */
    void forget() {
        rings.clear();
    }

    /** There may be others now whose time is over. */
    void again() {
        said = 0;
    }

    /** The ledger is in use on a new ring; who was lost with it may go on for so long. */
    void ring(long ringSeq, int boundMs, long nowNs) {
        if (rings.size() >= RINGS_MAX) {
            rings.removeFirst();
        }
        rings.addLast(new Seen(ringSeq, nowNs, boundMs * NS_PER_MS));
        said = 0;
    }

    /**
     * @param oldest the lowest ring sequence of those who are lost, 0 for none
     * @return when {@link #due} answers with a ring
     */
    long deadlineNs(long oldest) {
        Seen seen = oldest == 0 ? null : first(oldest);
        return seen == null || seen.ringSeq() == said ? ServiceEngine.NO_DEADLINE : seen.overNs();
    }

    /**
     * @param oldest the lowest ring sequence of those who are lost, 0 for none
     * @return the ring of which to say that it is over; 0 for none. Once is enough for a ring
     */
    long due(long oldest, long nowNs) {
        Seen seen = oldest == 0 ? null : first(oldest);
        if (seen == null || seen.ringSeq() == said || seen.overNs() > nowNs) {
            return 0;
        }
        said = seen.ringSeq();
        return said;
    }

    /** When what was lost with a ring or before is over, as far as this node has seen it; else no deadline. */
    long overNs(long ringSeq) {
        Seen seen = first(ringSeq);
        return seen == null ? ServiceEngine.NO_DEADLINE : seen.overNs();
    }

    private Seen first(long oldest) {
        for (Seen s : rings) {
            if (Long.compareUnsigned(s.ringSeq(), oldest) >= 0) {
                return s;
            }
        }
        return null;
    }
}
