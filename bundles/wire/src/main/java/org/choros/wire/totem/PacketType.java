package org.choros.wire.totem;

/** The packets of the ring protocol. */
public enum PacketType {
    /** The regular token. */
    TOKEN,
    /** An ordered message. */
    FRAME,
    /** The representative shows its ring to strangers. */
    MERGE_DETECT,
    /** A proposed membership, or a leave. */
    JOIN,
    /** Forms a ring. */
    COMMIT_TOKEN,
    /** Asks for a token that is held. */
    HOLD_CANCEL,
    /** Dialect 2, redundant rings: does a faulty ring work again? */
    RING_TEST_ACTIVE,
    /** Dialect 2, redundant rings: it does. */
    RING_TEST_ACTIVATE;

    private static final PacketType[] ALL = values();

    /**
     * @param dialect the dialect
     * @param number the type byte
     * @return the type, null when the dialect has no such one
     */
    static PacketType of(Dialect dialect, int number) {
        int count = dialect == Dialect.V2 ? ALL.length : HOLD_CANCEL.ordinal() + 1;
        return number >= 0 && number < count ? ALL[number] : null;
    }
}
