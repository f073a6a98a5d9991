package org.choros.itests.perf;

/** A run of one subject did not come to its end, or a message was lost, doubled, damaged or out of order. */
final class RunFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    RunFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
