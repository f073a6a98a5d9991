package org.choros.spi.config;

/** The configuration is wrong; the message is what the real daemon prints, file, line and reason. */
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitStatus;
    private final String advice;

    /**
     * @param message the real daemon's text
     * @param exitStatus the real daemon's exit status: 7 logging, 8 configuration, 16 state directory
     */
    public ConfigurationException(String message, int exitStatus) {
        this(message, exitStatus, "");
    }

    /**
     * @param message the real daemon's text
     * @param exitStatus the real daemon's exit status
     * @param advice a line of ours for who has to mend it, or empty
     */
    public ConfigurationException(String message, int exitStatus, String advice) {
        super(message);
        this.exitStatus = exitStatus;
        this.advice = advice;
    }

    /** @return what the real daemon's text leaves open, as a line of its own; empty for nothing */
    public String advice() {
        return advice;
    }

    /** @return the exit status for this fault */
    public int exitStatus() {
        return exitStatus;
    }
}
