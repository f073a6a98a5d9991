package org.choros.availability;

/** What an operator has said of a unit, a group or a node. */
public enum AdminState {
    /** Nothing: it is used. */
    UNLOCKED,
    /** It is not used. */
    LOCKED,
    /** It is not used, and what it has is being taken away; locked when nothing is left. */
    SHUTTING_DOWN,
    /** A node that keeps what it has, whether it fails or not, and gets nothing new. */
    MAINTENANCE,
    /** A node that has taken itself out because too much failed there: as locked. */
    OUT
}
