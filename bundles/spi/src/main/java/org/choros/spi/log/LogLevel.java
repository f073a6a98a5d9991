package org.choros.spi.log;

/** corosync's log levels, gravest first. */
public enum LogLevel {
    /** The system is unusable. */
    EMERG,
    /** Action must be taken at once. */
    ALERT,
    /** Critical. */
    CRIT,
    /** An error. */
    ERROR,
    /** A warning. */
    WARNING,
    /** Normal, but worth knowing: membership, quorum. */
    NOTICE,
    /** Information. */
    INFO,
    /** For people who look for a fault. */
    DEBUG,
    /** Every packet. */
    TRACE;

    private final String label = name().toLowerCase(java.util.Locale.ROOT);

    /** @return the name as it stands in log lines, for example {@code notice} */
    public String label() {
        return label;
    }
}
