package org.choros.engine.quorum;

/** Which half of an even split may go on. */
enum TieBreaker {
    /** Neither. */
    NONE,
    /** That of the lowest node id. */
    LOWEST,
    /** That of the highest node id. */
    HIGHEST,
    /** That of the first node of a list. */
    LIST;

    /** @return the number in {@code runtime.votequorum.atb_type} */
    int code() {
        return ordinal();
    }
}
