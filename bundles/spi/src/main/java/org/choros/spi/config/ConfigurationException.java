package org.choros.spi.config;

/** The configuration is wrong; the message is what the real daemon prints, file, line and reason. */
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitStatus;

    /**
     * @param message the real daemon's text
     * @param exitStatus the real daemon's exit status: 7 logging, 8 configuration, 16 state directory
     */
    public ConfigurationException(String message, int exitStatus) {
        super(message);
        this.exitStatus = exitStatus;
    }

    /** @return the exit status for this fault */
    public int exitStatus() {
        return exitStatus;
    }
}
