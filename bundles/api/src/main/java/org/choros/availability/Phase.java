package org.choros.availability;

/** How far an assignment has come. */
public enum Phase {
    /** It is being made so: components are started. */
    STARTING,
    /** It is so. */
    HELD,
    /** It is being taken away: components are stopped. */
    ENDING,
    /** It cannot be taken away: a component cannot be stopped, not by force either. */
    STUCK
}
