package org.choros.itests.checkers;

/** What a node finds of its ring id when it starts. */
public enum Storage {
    /** What it stored last. */
    CURRENT,
    /** Something that it stored earlier: only what is stored can be demanded, until it meets others. */
    STALE,
    /** Nothing. */
    LOST
}
