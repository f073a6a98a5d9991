package org.choros.engine.amf.supervise;

import java.util.ArrayDeque;
import java.util.Deque;

/** Counts failures, each for a probation time. */
final class FailureWindow {
    private static final int SHIFT_MAX = 30;

    private final int max;
    private final long probationNs;
    private final Deque<Long> times = new ArrayDeque<>();

    /**
     * @param max so many are borne within the probation time
     * @param probationNs how long one counts
     */
    FailureWindow(int max, long probationNs) {
        this.max = max;
        this.probationNs = probationNs;
    }

    /** One more; false when it is one too many: then all are forgotten, as somebody else takes over. */
    boolean add(long nowNs) {
        while (!times.isEmpty() && nowNs - times.peek() >= probationNs) {
            times.remove();
        }
        if (times.size() >= max) {
            times.clear();
            return false;
        }
        times.add(nowNs);
        return true;
    }

    int count() {
        return times.size();
    }

    /** The first delay, doubled for each that counts but the first. */
    long backOffNs(long delayNs, long maxNs) {
        int doubled = Math.min(Math.max(0, times.size() - 1), SHIFT_MAX);
        return delayNs > maxNs >> doubled ? maxNs : delayNs << doubled;
    }
}
