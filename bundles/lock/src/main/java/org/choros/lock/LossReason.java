package org.choros.lock;

/** Why somebody does not hold a lock any more that he has not given back. */
public enum LossReason {
    /** The node is not quorate any more. */
    QUORUM(1),
    /** The node has not heard of the others for the time of a lease. */
    LEASE(2),
    /** The others have gone on without the node. */
    LEFT_BEHIND(3),
    /** It was not renewed within its time to live. */
    NOT_RENEWED(4),
    /** The service ends on the node. */
    SERVICE_ENDS(5),
    /** The node is gone, or has ended our connection. */
    CONNECTION(-1),
    /** Of leaders: it has resigned. */
    RESIGNED(-1),
    /** Something that this version does not know. */
    OTHER(-1);

    private final int code;

    LossReason(int code) {
        this.code = code;
    }

    /**
     * @param code a number from a message
     * @return its meaning; {@link #OTHER} for a number that has none
     */
    public static LossReason of(int code) {
        for (LossReason reason : values()) {
            if (reason.code == code && code > 0) {
                return reason;
            }
        }
        return OTHER;
    }
}
