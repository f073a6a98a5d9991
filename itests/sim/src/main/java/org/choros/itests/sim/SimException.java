package org.choros.itests.sim;

/** A property does not hold; the message says which, where, and the seed. */
public final class SimException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SimException(String message) {
        super(message);
    }

    SimException(String message, Throwable cause) {
        super(message, cause);
    }
}
