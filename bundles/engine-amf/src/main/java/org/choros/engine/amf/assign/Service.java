package org.choros.engine.amf.assign;

/** What a unit can be used for. */
public enum Service {
    /** For everything. */
    IN,
    /** It keeps what it has and gets nothing new: its node is in maintenance. */
    KEEP,
    /** For nothing: its node is away, it is locked, or it has failed. */
    OUT
}
