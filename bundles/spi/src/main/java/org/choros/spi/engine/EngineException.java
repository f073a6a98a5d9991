package org.choros.spi.engine;

/** An engine cannot start; the message is the reason as corosync words it. */
public final class EngineException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * @param message the reason
     */
    public EngineException(String message) {
        super(message);
    }
}
