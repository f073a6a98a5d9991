package org.choros.spi.cmap;

/** A change of the map was refused. */
public final class IcMapException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /**
     * @param reason why
     * @param key the key
     */
    public IcMapException(Reason reason, String key) {
        super(reason + ": " + key, null, false, false);
        this.reason = reason;
    }

    /** @return why */
    public Reason reason() {
        return reason;
    }

    /** Why a change was refused; the names are those of the cs_error codes. */
    public enum Reason {
        /** The key is not there. */
        NOT_EXIST,
        /** The key is too short, too long, or has a character that keys cannot have. */
        NAME_TOO_LONG,
        /** The value does not fit its type, or the key's type does not fit the operation. */
        INVALID_PARAM
    }
}
