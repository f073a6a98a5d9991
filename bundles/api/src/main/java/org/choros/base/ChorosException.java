package org.choros.base;

import java.util.Objects;

/** A call failed; {@link #error()} says how, in corosync's terms. */
public final class ChorosException extends Exception {
    private static final long serialVersionUID = 1L;

    /** How it failed. */
    private final CsError error;

    /**
     * @param error how it failed
     * @param message what was tried
     */
    public ChorosException(CsError error, String message) {
        super(message + ": " + error.text());
        this.error = Objects.requireNonNull(error, "error");
    }

    /**
     * @param error how it failed
     * @param message what was tried
     * @param cause what went wrong below
     */
    public ChorosException(CsError error, String message, Throwable cause) {
        super(message + ": " + error.text(), cause);
        this.error = Objects.requireNonNull(error, "error");
    }

    /** @return how it failed; never {@link CsError#OK} */
    public CsError error() {
        return error;
    }
}
