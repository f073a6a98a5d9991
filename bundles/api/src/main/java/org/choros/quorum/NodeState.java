package org.choros.quorum;

/** The state of a node for votequorum. */
public enum NodeState {
    /** In the ring. */
    MEMBER(1),
    /** Not in the ring. */
    DEAD(2),
    /** About to leave. */
    LEAVING(3);

    private final int code;

    NodeState(int code) {
        this.code = code;
    }

    /** @return the number in messages */
    public int code() {
        return code;
    }

    /**
     * @param code a number from a message
     * @return its meaning; {@link #DEAD} for a number that has none
     */
    public static NodeState of(int code) {
        return code == 1 ? MEMBER : code == 3 ? LEAVING : DEAD;
    }
}
