package org.choros.spi.transport;

/** A transport cannot be opened or has failed for good; the message names the address or port and what to do. */
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
