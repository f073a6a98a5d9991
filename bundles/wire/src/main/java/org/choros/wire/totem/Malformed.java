package org.choros.wire.totem;

/** What can be wrong with a packet; the texts are log lines. */
public enum Malformed {
    /** Nothing is. */
    NO("Packet is well formed"),
    /** The common header is cut. */
    SHORT("Message is too short to be valid..  ignoring."),
    /** The first bytes are those of no dialect of ours. */
    MAGIC("Magic or endian detector of received message is not valid..  ignoring."),
    /** The version is not 3. */
    VERSION("Version of received message is not supported..  ignoring."),
    /** No such type. */
    TYPE("Type of received message is wrong...  ignoring."),
    /** A node id of 0 where there has to be one. */
    NODE_ID("Node id of received message is 0..  ignoring."),
    /** A token longer than any can be. */
    TOKEN_LONG("Received orf_token message is too long..  ignoring."),
    /** A token that is cut. */
    TOKEN_SHORT("Received orf_token message is too short..  ignoring."),
    /** A retransmit list that cannot be. */
    TOKEN_LIST("Received orf_token message with a retransmit list that does not fit..  ignoring."),
    /** Sequence number and aru further apart than the window. */
    TOKEN_WINDOW("Received orf_token message whose sequence is outside the window..  ignoring."),
    /** An ordered message that is cut. */
    MCAST_SHORT("Received mcast message is too short..  ignoring."),
    /** A merge detect that is cut. */
    MERGE_SHORT("Received memb_merge_detect message is too short..  ignoring."),
    /** A join that is cut. */
    JOIN_SHORT("Received memb_join message is too short..  ignoring."),
    /** A join with more processors than there can be, or than fit. */
    JOIN_LIST("Received memb_join message with processor lists that do not fit..  ignoring."),
    /** A commit token that is cut. */
    COMMIT_SHORT("Received commit_token message is too short..  ignoring."),
    /** A commit token with too many or no members, or more than fit. */
    COMMIT_LIST("Received commit_token message with a member list that does not fit..  ignoring."),
    /** A commit token whose index is outside its list. */
    COMMIT_INDEX("Received commit_token message whose index is outside its member list..  ignoring."),
    /** A commit token whose members are not sorted, appear twice, or whose first is not the representative. */
    COMMIT_ORDER("Received commit_token message whose members are out of order..  ignoring."),
    /** A hold cancel that is cut. */
    HOLD_CANCEL_SHORT("Received token_hold_cancel message is too short..  ignoring."),
    /** A ring test that is cut. */
    RING_TEST_SHORT("Received ring test message is too short..  ignoring."),
    /** An address of neither IPv4 nor IPv6, or a wrong number of them. */
    ADDRESS("Received message with an address that is neither IPv4 nor IPv6..  ignoring.");

    private final String text;

    Malformed(String text) {
        this.text = text;
    }

    /** @return the log line */
    public String text() {
        return text;
    }
}
