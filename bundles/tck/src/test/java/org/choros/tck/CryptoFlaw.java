package org.choros.tck;

/** What is wrong with a crypto, and the check that has to find it. */
enum CryptoFlaw {
    /** Nothing. */
    NONE(""),
    /** It says of no pair of algorithms that it has it. */
    SUPPORTS_NOTHING("whatIsSupportedCanBeMade"),
    /** It promises more than it can make. */
    CANNOT_BE_MADE("whatIsSupportedCanBeMade"),
    /** What comes back is too short. */
    LOSES_THE_LAST_BYTE("whatIsSealedOpens"),
    /** The key is its own and not that of the settings. */
    UNDERSTANDS_ONLY_ITSELF("theOtherEndOpensIt"),
    /** The frames of the ring would be too long. */
    SAYS_TOO_LITTLE_OVERHEAD("overheadIsThatOfTheFrameSizes"),
    /** There are more bytes than the message has. */
    MARKS_DIALECT_3("dialect3IsTheMessage"),
    /** The caller's buffer is not as it was. */
    MOVES_THE_POSITION("buffersStayAsTheyAre"),
    /** It does not heed where the caller's room begins. */
    WRITES_AT_ZERO("buffersStayAsTheyAre"),
    /** It works in the caller's message. */
    OVERWRITES_THE_MESSAGE("buffersStayAsTheyAre"),
    /** It does not look how much room there is. */
    OVERFLOWS("tooLittleRoomIsSaid"),
    /** What it seals fits into no datagram. */
    SEALS_TOO_LONG_PACKETS("tooLittleRoomIsSaid"),
    /** Its packets do not begin as those of corosync. */
    HAS_ANOTHER_MARKER("recordedDatagramsOpen"),
    /** Its tags are none of HMAC. */
    TAGS_IN_ITS_OWN_WAY("othersOpenWhatIsSealed"),
    /** A short key is used as a longer one. */
    FILLS_UP_THE_HASH_KEY("keysOfAllLengthsAreUnderstood"),
    /** Equal messages become equal packets. */
    HAS_ONE_SALT("noSaltComesTwice"),
    /** A forger has to guess less. */
    OVERLOOKS_THE_LAST_BYTE_OF_THE_TAG("damagedPacketsAreRefused"),
    /** It writes before it has checked. */
    CHANGES_THE_ROOM_OF_A_REFUSED_PACKET("damagedPacketsAreRefused"),
    /** The next good one is refused. */
    STUMBLES_AFTER_A_BAD_PACKET("damagedPacketsAreRefused"),
    /** Keys that begin alike are one. */
    USES_HALF_OF_THE_KEY("anotherKeyDoesNotFit"),
    /** A packet of another format counts as forged. */
    LOOKS_AT_THE_TAG_FIRST("formatsOfOthersAreTold"),
    /** It opens what nobody should have sealed. */
    IGNORES_RESERVED_BYTES("genuineNonsenseIsRefused"),
    /** Padding that cannot be opens as some message. */
    TAKES_ANY_PADDING("genuineNonsenseIsRefused"),
    /** Garbage ends in an exception. */
    THROWS("noInputBreaksIt"),
    /** What is secret is not genuine. */
    TAKES_A_CIPHER_WITHOUT_A_HASH("whatCannotBeIsRefusedAndNamed"),
    /** The refusal does not say what was asked for. */
    NAMES_NOTHING("whatCannotBeIsRefusedAndNamed"),
    /** The refusal tells the log what nobody may know. */
    NAMES_THE_KEY("whatCannotBeIsRefusedAndNamed"),
    /** When the caller wipes his key it has none. */
    KEEPS_THE_CALLERS_KEY("theKeyStaysAsItIs"),
    /** The caller has no key any more. */
    WIPES_THE_CALLERS_KEY("theKeyStaysAsItIs"),
    /** Two rings share one state. */
    IS_THE_SAME_FOR_ALL("cryptosAreIndependent");

    final String check;

    CryptoFlaw(String check) {
        this.check = check;
    }
}
