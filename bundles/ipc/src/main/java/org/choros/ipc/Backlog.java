package org.choros.ipc;

/**
 * What waits for the clients of one service, and whether they have to hold back for it: who sends as fast as it can
 * must not run its own receivers, who are a little slower, into their bounds. Who takes too little is not waited for
 * longer than {@value #HOLD_MS} ms, and not again before it has taken everything. Pure; for the ring thread.
 */
final class Backlog {
    /** Of all that the clients of one service may leave waiting: messages. */
    static final int HIGH_MESSAGES = Session.MAX_EVENTS / 4;
    /** How long the others wait for those who lag. */
    static final long HOLD_MS = 2000;

    private final long highBytes;
    private long bytes;
    private int messages;
    private boolean holding;
    private long heldMs;

    /**
     * @param highBytes from here on clients hold back, until half of it is left
     */
    Backlog(long highBytes) {
        this.highBytes = highBytes;
    }

    /** More or less waits for a client that is waited for. */
    void add(int messageCount, long byteCount) {
        messages += messageCount;
        bytes += byteCount;
    }

    boolean isHolding() {
        return holding;
    }

    /**
     * Decides anew.
     *
     * @param elapsedMs since the last time; 0 for now
     * @return whether those who lag have used up their time: they are to be taken out by {@link #add}
     */
    boolean weigh(long elapsedMs) {
        if (!holding) {
            holding = bytes > highBytes || messages > HIGH_MESSAGES;
            heldMs = 0;
            return false;
        }
        heldMs += elapsedMs;
        if (bytes <= highBytes / 2 && messages <= HIGH_MESSAGES / 2) {
            holding = false;
        }
        return holding && heldMs >= HOLD_MS;
    }

    /** Those who lagged are not waited for. */
    void release() {
        holding = false;
    }
}
