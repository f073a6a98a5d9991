package org.choros.spi.transport;

/**
 * A transport cannot be made or opened. The message is written into the log as it is: one line that names the
 * directive, address or port, says what is wrong, and what to do.
 */
public final class TransportException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what, where, what to do
     * @param cause the system's word, or null
     */
    public TransportException(String message, Throwable cause) {
        super(message, cause);
    }
}
