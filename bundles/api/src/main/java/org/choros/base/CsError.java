package org.choros.base;

/** What a call came to: corosync's cs_error_t, with its numbers and names. */
public enum CsError {
    /** Success. */
    OK(1),
    /** The connection or the library failed. */
    LIBRARY(2),
    /** Unknown version. */
    VERSION(3),
    /** Initialisation failed. */
    INIT(4),
    /** It took too long. */
    TIMEOUT(5),
    /** Not now: the node is busy or synchronises. */
    TRY_AGAIN(6),
    /** A parameter is wrong. */
    INVALID_PARAM(7),
    /** Out of memory. */
    NO_MEMORY(8),
    /** Unknown handle, or the connection is closed. */
    BAD_HANDLE(9),
    /** In use. */
    BUSY(10),
    /** Not permitted. */
    ACCESS(11),
    /** It is not there. */
    NOT_EXIST(12),
    /** The name is too long, or cannot be one. */
    NAME_TOO_LONG(13),
    /** It is there already. */
    EXIST(14),
    /** No room. */
    NO_SPACE(15),
    /** Interrupted. */
    INTERRUPT(16),
    /** There is no such name or node. */
    NAME_NOT_FOUND(17),
    /** Resources are missing. */
    NO_RESOURCES(18),
    /** Not supported. */
    NOT_SUPPORTED(19),
    /** Not allowed in this state. */
    BAD_OPERATION(20),
    /** It failed. */
    FAILED_OPERATION(21),
    /** A message was bad, or is of the past. */
    MESSAGE_ERROR(22),
    /** The queue is full. */
    QUEUE_FULL(23),
    /** There is no queue. */
    QUEUE_NOT_AVAILABLE(24),
    /** Unknown flags. */
    BAD_FLAGS(25),
    /** Too big. */
    TOO_BIG(26),
    /** There are no more items. */
    NO_SECTIONS(27),
    /** Unknown context. */
    CONTEXT_NOT_FOUND(28),
    /** Too many groups. */
    TOO_MANY_GROUPS(30),
    /** Refused for security. */
    SECURITY(100);

    private static final CsError[] BY_CODE = new CsError[SECURITY.code + 1];

    static {
        for (CsError error : values()) {
            BY_CODE[error.code] = error;
        }
    }

    private final int code;

    CsError(int code) {
        this.code = code;
    }

    /** @return the number on the wire and in exit codes */
    public int code() {
        return code;
    }

    /** @return corosync's name, for example {@code CS_ERR_ACCESS}; {@code success} for {@link #OK} */
    public String text() {
        return this == OK ? "success" : "CS_ERR_" + name();
    }

    /**
     * @param code a number from the wire
     * @return its meaning; {@link #LIBRARY} for a number that has none
     */
    public static CsError of(int code) {
        CsError error = code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
        return error == null ? LIBRARY : error;
    }
}
