package org.choros.client;

/** A point in time, or never. */
final class Deadline {
    private static final long NS_PER_MS = 1_000_000L;

    private final boolean never;
    private final long atNs;

    private Deadline(boolean never, long atNs) {
        this.never = never;
        this.atNs = atNs;
    }

    /** Begins to count; 0 is without limit. */
    static Deadline inMs(int timeoutMs) {
        return new Deadline(timeoutMs == 0, System.nanoTime() + timeoutMs * NS_PER_MS);
    }

    /** Begins to count; 0 is over at once, negative is without limit. */
    static Deadline within(int timeoutMs) {
        return new Deadline(timeoutMs < 0, System.nanoTime() + timeoutMs * NS_PER_MS);
    }

    boolean passed() {
        return !never && System.nanoTime() - atNs >= 0;
    }

    /** What is left, rounded up, for poll(2): negative without limit. */
    int leftMs() {
        if (never) {
            return -1;
        }
        return (int) Math.max(0, (atNs - System.nanoTime() + NS_PER_MS - 1) / NS_PER_MS);
    }

    /** What is left, at most this much. */
    long leftNs(long atMost) {
        return never ? atMost : Math.max(0, Math.min(atMost, atNs - System.nanoTime()));
    }
}
