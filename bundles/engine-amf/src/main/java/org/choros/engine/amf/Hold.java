package org.choros.engine.amf;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.ServiceEngine;

/**
 * Until when this node keeps its workloads: so long after the last moment at which all others are known to have been on
 * our ring, as long as that ring is one that keeps the ledger. It stands still from the moment the ring breaks until
 * the next one has taken the ledger over.
 */
final class Hold {
    private static final long NS_PER_MS = 1_000_000;

    private final EngineContext context;
    private boolean renewed;
    private long baseNs = EngineContext.NEVER;
    private long lengthNs;

    Hold(EngineContext context) {
        this.context = context;
    }

    /** Whether hearing from the others prolongs it from now on; what was heard until now counts as before. */
    void renewed(boolean now) {
        refresh();
        renewed = now;
    }

    void length(int ms) {
        refresh();
        lengthNs = ms * NS_PER_MS;
    }

    private void refresh() {
        if (renewed) {
            baseNs = Math.max(baseNs, context.togetherNs());
        }
    }

    boolean isOver(long nowNs) {
        refresh();
        return baseNs == EngineContext.NEVER || baseNs + lengthNs <= nowNs;
    }

    /** When it is over, if nothing is heard any more. */
    long deadlineNs() {
        refresh();
        return baseNs == EngineContext.NEVER ? ServiceEngine.NO_DEADLINE : baseNs + lengthNs;
    }
}
