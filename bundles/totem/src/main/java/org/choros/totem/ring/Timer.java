package org.choros.totem.ring;

/** The timers of a ring. */
enum Timer {
    /** The token is lost. */
    TOKEN_LOSS,
    /** The next processor is silent: the token is sent again. */
    TOKEN_RETRANSMIT,
    /** The representative has held the token long enough. */
    HOLD_RETRANSMIT,
    /** The ring is idle: show it to strangers. */
    MERGE_DETECT,
    /** Send the join again. */
    JOIN,
    /** A join that waits for its random delay. */
    SEND_JOIN,
    /** Not everybody has agreed. */
    CONSENSUS,
    /** Remember that we were alive. */
    PAUSE,
    /** As token loss, but sooner. */
    HEARTBEAT,
    /** The token is late. */
    TOKEN_WARNING
}
