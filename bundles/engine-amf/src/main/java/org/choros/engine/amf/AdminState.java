package org.choros.engine.amf;

/** What an administrator has said of a unit, a group or a node; unlocked where nothing was said. */
enum AdminState {
    /** It is not used. */
    LOCKED,
    /** It is not used, and what it has is being taken away; locked when nothing is left. */
    SHUTTING_DOWN,
    /** A node that keeps what it has and gets nothing new. */
    MAINTENANCE,
    /** A node that has taken itself out: as locked. */
    OUT
}
