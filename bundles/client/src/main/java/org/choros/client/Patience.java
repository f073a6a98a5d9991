package org.choros.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Pauses between tries, from short ones to longer ones, until the time is over. For one thread. */
final class Patience {
    private static final long FIRST_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final long startNs = System.nanoTime();
    private final long limitNs;
    private long nextNs = FIRST_NS;

    Patience(Duration limit) {
        limitNs = saturated(limit);
    }

    /** Nanoseconds, as many as there are. */
    static long saturated(Duration limit) {
        return limit.compareTo(Duration.ofNanos(Long.MAX_VALUE)) > 0 ? Long.MAX_VALUE : limit.toNanos();
    }

    /** Waits before another try; false when there is none, as the time is over or this thread was interrupted. */
    boolean pause() {
        long leftNs = limitNs - (System.nanoTime() - startNs);
        if (leftNs <= 0 || Thread.currentThread().isInterrupted()) {
            return false;
        }
        LockSupport.parkNanos(this, Math.min(leftNs, nextNs));
        nextNs = Math.min(LONGEST_NS, 2 * nextNs);
        return true;
    }
}
