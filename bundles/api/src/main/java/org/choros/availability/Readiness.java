package org.choros.availability;

/** What a unit can be used for. */
public enum Readiness {
    /** For everything. */
    IN_SERVICE,
    /** It keeps what it has and gets nothing new: its node is in maintenance. */
    KEPT,
    /** For nothing: its node is away, it is locked, or it has failed. */
    OUT_OF_SERVICE
}
