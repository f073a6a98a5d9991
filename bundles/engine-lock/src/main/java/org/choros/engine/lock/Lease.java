package org.choros.engine.lock;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.ServiceEngine;

/**
 * Until when what this node's clients hold is theirs: the time of a lease after the last moment at which all others are
 * known to have been on our ring, as long as that ring is one that holds locks. It stands still from the moment the
 * ring breaks until the next one has taken the table over.
 */
final class Lease {
    private static final long NS_PER_MS = 1_000_000;

    private final EngineContext context;
    private boolean renewed;
    private long baseNs = EngineContext.NEVER;
    private long lengthNs;

    Lease(EngineContext context) {
        this.context = context;
    }

    /** Whether hearing from the others prolongs it from now on; what was heard until now counts as before. */
    void renewed(boolean now) {
        refresh();
        renewed = now;
    }

    void length(int ms) {
        refresh();
        lengthNs = (ms & 0xFFFF_FFFFL) * NS_PER_MS;
    }

    private void refresh() {
        if (renewed) {
            baseNs = Math.max(baseNs, context.togetherNs());
        }
    }

    /** @return the moment at which it is over; in the past when nothing has been heard */
    long endNs() {
        refresh();
        return baseNs == EngineContext.NEVER ? EngineContext.NEVER : baseNs + lengthNs;
    }

    /** @return when to look whether it is over, while something is held */
    long deadlineNs() {
        long end = endNs();
        return end == EngineContext.NEVER ? ServiceEngine.NO_DEADLINE : end;
    }
}
