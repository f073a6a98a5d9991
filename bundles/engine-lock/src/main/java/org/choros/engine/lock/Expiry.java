package org.choros.engine.lock;

import java.util.ArrayDeque;
import java.util.Deque;

import org.choros.spi.engine.ServiceEngine;

/**
 * When the leases are over of those who were lost: so long after this node has seen the ring without them as a lease
 * lasts, and an eighth more, for clocks that are not the same. One member says so for all, in an ordered message.
 */
final class Expiry {
    /** More rings than this at a time: the oldest waits with the next one. */
    private static final int RINGS_MAX = 64;
    private static final long NS_PER_MS = 1_000_000;
    private static final int DRIFT_PART = 8;

    /** A ring that this node has taken part in, from when, and how long leases were then. */
    private record Seen(long ringSeq, long sinceNs, long leaseNs) {
        long overNs() {
            return sinceNs + leaseNs + leaseNs / DRIFT_PART;
        }
    }

    private final Deque<Seen> rings = new ArrayDeque<>();
    private long said;

    /** The table has come from somewhere else: what was seen before says nothing about it. */
    void forget() {
        rings.clear();
    }

    /** The table is in use on a new ring. */
    void ring(long ringSeq, int leaseMs, long nowNs) {
        if (rings.size() >= RINGS_MAX) {
            rings.removeFirst();
        }
        rings.addLast(new Seen(ringSeq, nowNs, (leaseMs & 0xFFFF_FFFFL) * NS_PER_MS));
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
     * @return the ring of which to say that the leases are over of all who were lost until then; 0 for none
     */
    long due(long oldest, long nowNs) {
        Seen seen = oldest == 0 ? null : first(oldest);
        return seen == null || seen.ringSeq() == said || seen.overNs() > nowNs ? 0 : seen.ringSeq();
    }

    /** It has been said; once is enough for a ring. */
    void said(long ringSeq) {
        said = ringSeq;
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
