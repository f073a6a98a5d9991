package org.choros.spi.ipc;

/** A service cannot be published; the message names the socket and the reason. */
public final class IpcException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what and why
     * @param cause the system's word, or null
     */
    public IpcException(String message, Throwable cause) {
        super(message, cause);
    }
}
