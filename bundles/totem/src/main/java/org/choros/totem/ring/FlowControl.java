package org.choros.totem.ring;

/** How many frames a token visit may send; all arithmetic is unsigned and wraps. Spec 4.9. */
final class FlowControl {
    private int sentBefore;
    private int backlogBefore;
    private int backlogNow;

    void reset() {
        sentBefore = 0;
        backlogBefore = 0;
        backlogNow = 0;
    }

    /**
     * @param sent what the token says was sent in the last rotation
     * @param backlog what the token says is waiting everywhere
     * @param queued what is waiting here
     */
    int allowed(RingConfig config, int sent, int backlog, int queued) {
        backlogNow = queued;
        int allowed = config.maxMessages();
        // a sum above the window wraps and so does not limit, as everywhere on the ring
        int room = config.windowFrames() - sent;
        if (Integer.compareUnsigned(allowed, room) > 0) {
            allowed = room;
        }
        int total = backlog + backlogNow - backlogBefore;
        if (total != 0) {
            int share = Integer.divideUnsigned(config.windowFrames() * backlogBefore, total);
            if (share != 0 && Integer.compareUnsigned(allowed, share) > 0) {
                allowed = share;
            }
        }
        return allowed;
    }

    /** What we sent at our last visit. */
    int sentBefore() {
        return sentBefore;
    }

    /** The change of the token's "sent in the last rotation". */
    int sentChange(int sent) {
        int change = sent - sentBefore;
        sentBefore = sent;
        return change;
    }

    /** The change of the token's backlog. */
    int backlogChange() {
        int change = backlogNow - backlogBefore;
        backlogBefore = backlogNow;
        return change;
    }
}
