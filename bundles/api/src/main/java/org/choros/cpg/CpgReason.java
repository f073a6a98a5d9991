package org.choros.cpg;

/** Why a process came to a group or went, in the order of corosync's numbers. */
public enum CpgReason {
    /** None is known. */
    UNDEFINED,
    /** It joined. */
    JOIN,
    /** It left. */
    LEAVE,
    /** Its node went. */
    NODE_DOWN,
    /** Its node came. */
    NODE_UP,
    /** It ended without leaving. */
    PROCESS_DOWN;

    private static final CpgReason[] BY_CODE = values();

    /**
     * @param code a number from the wire
     * @return its meaning; {@link #UNDEFINED} for a number that has none
     */
    public static CpgReason of(int code) {
        return code > 0 && code < BY_CODE.length ? BY_CODE[code] : UNDEFINED;
    }
}
