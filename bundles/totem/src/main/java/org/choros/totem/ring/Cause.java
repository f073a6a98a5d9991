package org.choros.totem.ring;

/** Why a state was entered; the number and words are those of corosync's log. */
public enum Cause {
    /** The consensus timer ran out and not all had agreed. */
    CONSENSUS_TIMEOUT(0, "consensus timeout"),
    /** We failed to receive: others have our messages' aru stuck at us. */
    FAILED_TO_RECEIVE(1, "failed to receive"),
    /** The token was lost in the operational state. */
    TOKEN_LOST_OPERATIONAL(2, "The token was lost in the OPERATIONAL state."),
    /** The consensus timer ran out although all agreed: no commit token came. */
    CONSENSUS_WITHOUT_COMMIT(3, "The consensus timeout expired."),
    /** The commit token was lost. */
    TOKEN_LOST_COMMIT(4, "The token was lost in the COMMIT state."),
    /** The token was lost in the recovery state. */
    TOKEN_LOST_RECOVERY(5, "The token was lost in the RECOVERY state."),
    /** More than the window is missing. */
    WINDOW_EXCEEDED(6, "The token sequence is outside the window."),
    /** A message of another ring came in the operational state. */
    FOREIGN_MESSAGE_OPERATIONAL(7, "foreign message in operational state"),
    /** A message of another ring came in the gather state. */
    FOREIGN_MESSAGE_GATHER(8, "foreign message in gather state"),
    /** A merge detect of another ring came in the operational state. */
    MERGE_OPERATIONAL(9, "merge during operational state"),
    /** A merge detect of another ring came in the gather state. */
    MERGE_GATHER(10, "merge during gather state"),
    /** A join told us something new. */
    MERGE_JOIN(11, "merge during join"),
    /** A join came in the operational state. */
    JOIN_OPERATIONAL(12, "join during operational state"),
    /** A join came in the commit state. */
    JOIN_COMMIT(13, "join during commit state"),
    /** A join came in the recovery state. */
    JOIN_RECOVERY(14, "join during recovery"),
    /** An interface came up or went down. */
    INTERFACE_CHANGE(15, "interface change"),
    /** The operator, or a change of the services, asked for it. */
    FORCED(16, "forced"),
    /** The membership is agreed. */
    AGREED(17, "membership agreed"),
    /** The commit token has come round. */
    COMMIT_TOKEN(18, "commit token complete"),
    /** Everything of the old rings has been recovered. */
    RECOVERED(19, "recovery complete");

    private final int number;
    private final String text;

    Cause(int number, String text) {
        this.number = number;
        this.text = text;
    }

    /** @return the number in the log */
    public int number() {
        return number;
    }

    /** @return the words in the log */
    public String text() {
        return text;
    }
}
