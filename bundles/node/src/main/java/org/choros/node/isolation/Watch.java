package org.choros.node.isolation;

import org.choros.spi.engine.ServiceEngine;

/** Looks from the ring thread whether the engine comes back from its calls. */
final class Watch {
    /** What is to be done about the engine. */
    enum Verdict {
        FINE, SLOW, TOO_LONG
    }

    private long lookNs = ServiceEngine.NO_DEADLINE;
    private long reported = -1;

    /** There is something for the engine to do: look after it in time. */
    void begin(long nowNs, Limits limits) {
        if (lookNs == ServiceEngine.NO_DEADLINE) {
            lookNs = nowNs + limits.slowNs();
        }
    }

    long lookNs() {
        return lookNs;
    }

    /**
     * Looks.
     *
     * @param serial which call of the engine runs, -1 for none
     * @param sinceNs since when
     * @param more whether others wait behind it
     */
    Verdict look(long serial, long sinceNs, boolean more, long nowNs, Limits limits) {
        if (serial < 0) {
            lookNs = more ? nowNs + limits.slowNs() : ServiceEngine.NO_DEADLINE;
            return Verdict.FINE;
        }
        long forNs = nowNs - sinceNs;
        if (forNs >= limits.limitNs()) {
            return Verdict.TOO_LONG;
        }
        if (forNs < limits.slowNs()) {
            lookNs = sinceNs + limits.slowNs();
            return Verdict.FINE;
        }
        lookNs = sinceNs + limits.limitNs();
        if (serial == reported) {
            return Verdict.FINE;
        }
        reported = serial;
        return Verdict.SLOW;
    }
}
