package org.choros.totem.ring;

import java.util.Arrays;

/** The deadlines of a ring. */
final class Timers {
    static final long NEVER = Long.MAX_VALUE;
    private static final Timer[] ALL = Timer.values();

    private final long[] deadlines = new long[ALL.length];

    Timers() {
        cancelAll();
    }

    void start(Timer timer, long nowNs, long lengthNs) {
        deadlines[timer.ordinal()] = nowNs + lengthNs;
    }

    void cancel(Timer timer) {
        deadlines[timer.ordinal()] = NEVER;
    }

    void cancelAll() {
        Arrays.fill(deadlines, NEVER);
    }

    boolean isRunning(Timer timer) {
        return deadlines[timer.ordinal()] != NEVER;
    }

    long nextNs() {
        long next = NEVER;
        for (long d : deadlines) {
            next = Math.min(next, d);
        }
        return next;
    }

    /** Takes out the timer that is due first; null when none is due. */
    Timer expired(long nowNs) {
        Timer first = null;
        long next = nowNs;
        for (Timer t : ALL) {
            long d = deadlines[t.ordinal()];
            if (d <= next && (first == null || d < next)) {
                first = t;
                next = d;
            }
        }
        if (first != null) {
            cancel(first);
        }
        return first;
    }
}
