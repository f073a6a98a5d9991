package org.choros.tck;

/** What is wrong with a transport, and the check that has to find it. */
enum TransportFlaw {
    /** Nothing. */
    NONE(""),
    /** The sender does not get what is for everybody. */
    LOSES_OWN_COPIES("multicastForEverybodyReachesAllAndTheSenderOnce"),
    /** The sender gets it twice. */
    REPEATS_OWN_COPIES("multicastForEverybodyReachesAllAndTheSenderOnce"),
    /** The others do not get what is for them alone. */
    KEEPS_ORDERED_MESSAGES("multicastForTheOthersReachesThem"),
    /** What was given stays where it is. */
    IGNORES_FLUSH("multicastForTheOthersReachesThem"),
    /** There would be two tokens. */
    SENDS_TOKENS_TO_ALL("unicastReachesItsTargetAlone"),
    /** The token goes to whom it went first. */
    KEEPS_THE_FIRST_TARGET("unicastReachesItsTargetAlone"),
    /** A link that is not there is used. */
    TAKES_EVERY_LINK_FOR_THE_FIRST("whatHasNoWayIsLost"),
    /** A token that has no way is an error. */
    THROWS_WITHOUT_A_TARGET("whatHasNoWayIsLost"),
    /** Packets seem to come from somebody else. */
    TELLS_A_WRONG_SOURCE("sourcesAreTheSenders"),
    /** Some packets seem to come from the sender before. */
    TELLS_SOME_SOURCES("sourcesAreTheSenders"),
    /** It sends what the buffer holds later. */
    KEEPS_THE_CALLERS_BUFFER("aPacketBelongsToTheCaller"),
    /** The caller's buffer is not as it was. */
    MOVES_THE_POSITION("aPacketBelongsToTheCaller"),
    /** It does not heed position and limit. */
    SENDS_THE_WHOLE_BUFFER("aPacketBelongsToTheCaller"),
    /** Long ones lose their end. */
    CUTS_PACKETS("packetsOfAllLengthsCome"),
    /** The last comes first. */
    TURNS_BATCHES_ROUND("packetsComeInTheOrderOfSending"),
    /** A token overtakes the messages before it. */
    SENDS_TOKENS_FIRST("aTokenComesBehindTheMessagesBeforeIt"),
    /** Nobody says that the batch is over. */
    ENDS_NO_BATCH("aBatchEnds"),
    /** It calls the node on a thread that is not the ring's. */
    CALLS_BACK_ON_ITS_OWN_THREAD("aBatchEnds"),
    /** A call of the node calls the node. */
    CALLS_BACK_FROM_WITHIN("packetsMayBeAnsweredAtOnce"),
    /** An interface is up before the start has returned. */
    REPORTS_BEFORE_IT_HAS_STARTED("onlyChangesOfInterfacesAreTold"),
    /** An interface comes up that was not down. */
    REPORTS_NO_NEWS("onlyChangesOfInterfacesAreTold"),
    /** Who stays in the list is not heard any more. */
    FORGETS_MEMBERS("aReloadOfTheMembersLosesNobody"),
    /** What is stale is handed over. */
    DISCARDS_NOTHING("whatHasArrivedIsDiscarded"),
    /** What comes later is discarded, too. */
    DISCARDS_FOR_EVER("whatHasArrivedIsDiscarded"),
    /** The batch that is being handed over goes on. */
    DISCARDS_THE_NEXT_BATCH_ONLY("discardingWithinABatchEndsIt"),
    /** What was given before the end is not sent. */
    LOSES_THE_LEAVE("closingSendsWhatWasGiven"),
    /** It calls a node that has closed it. */
    TALKS_AFTER_THE_END("nothingHappensAfterTheEnd"),
    /** What is given after the end is sent. */
    SENDS_AFTER_THE_END("nothingHappensAfterTheEnd"),
    /** The next one cannot start. */
    HOLDS_ITS_ADDRESS("theNextTransportTakesOverAtOnce"),
    /** Settings that cannot work are not refused. */
    TAKES_ANYTHING("settingsThatCannotWorkAreNamed"),
    /** The refusal does not say which directive is wrong. */
    NAMES_NOTHING("settingsThatCannotWorkAreNamed"),
    /** Two nodes have one address. */
    SHARES_ITS_ADDRESS("anAddressThatIsTakenIsNamed"),
    /** Who could not start holds an address. */
    LISTENS_AFTER_A_FAILED_START("anAddressThatIsTakenIsNamed"),
    /** A stranger's packet is the last that it receives. */
    DIES_OF_AN_EMPTY_DATAGRAM("datagramsOfStrangersDoNoHarm");

    final String check;

    TransportFlaw(String check) {
        this.check = check;
    }
}
