package org.choros.logging;

/** How the time is written in front of a line. */
enum Timestamp {
    /** Not at all. */
    OFF,
    /** {@code Nov 22 13:45:30}. */
    ON,
    /** {@code Nov 22 13:45:30.123}. */
    HIRES
}
