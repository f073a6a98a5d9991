package org.choros.totem.ring;

/** What a ring counts; the keys are those below {@code stats.srp.} and {@code runtime.totem.pg.mrp.srp.}. */
public enum RingCounter {
    /** First tokens of a ring that we made (not those we passed on). */
    ORF_TOKEN_TX("orf_token_tx"),
    /** Regular tokens received. */
    ORF_TOKEN_RX("orf_token_rx"),
    /** Merge detects sent. */
    MEMB_MERGE_DETECT_TX("memb_merge_detect_tx"),
    /** Merge detects received. */
    MEMB_MERGE_DETECT_RX("memb_merge_detect_rx"),
    /** Joins and leaves sent. */
    MEMB_JOIN_TX("memb_join_tx"),
    /** Joins and leaves received. */
    MEMB_JOIN_RX("memb_join_rx"),
    /** Ordered messages sent for the first time. */
    MCAST_TX("mcast_tx"),
    /** Ordered messages sent again because somebody lacked them. */
    MCAST_RETX("mcast_retx"),
    /** Ordered messages received. */
    MCAST_RX("mcast_rx"),
    /** Commit tokens sent. */
    MEMB_COMMIT_TOKEN_TX("memb_commit_token_tx"),
    /** Commit tokens received. */
    MEMB_COMMIT_TOKEN_RX("memb_commit_token_rx"),
    /** Hold cancels sent. */
    TOKEN_HOLD_CANCEL_TX("token_hold_cancel_tx"),
    /** Hold cancels received. */
    TOKEN_HOLD_CANCEL_RX("token_hold_cancel_rx"),
    /** Entries into OPERATIONAL. */
    OPERATIONAL_ENTERED("operational_entered"),
    /** Token losses in OPERATIONAL. */
    OPERATIONAL_TOKEN_LOST("operational_token_lost"),
    /** Entries into GATHER. */
    GATHER_ENTERED("gather_entered"),
    /** Token losses in GATHER. */
    GATHER_TOKEN_LOST("gather_token_lost"),
    /** Entries into COMMIT. */
    COMMIT_ENTERED("commit_entered"),
    /** Token losses in COMMIT. */
    COMMIT_TOKEN_LOST("commit_token_lost"),
    /** Entries into RECOVERY. */
    RECOVERY_ENTERED("recovery_entered"),
    /** Token losses in RECOVERY. */
    RECOVERY_TOKEN_LOST("recovery_token_lost"),
    /** Consensus timers that ran out. */
    CONSENSUS_TIMEOUTS("consensus_timeouts"),
    /** Packets dropped as malformed. */
    RX_MSG_DROPPED("rx_msg_dropped"),
    /** Gathers in a row that formed no ring (a level, not a sum). */
    CONTINUOUS_GATHER("continuous_gather"),
    /** Packets in a row that could not be sent (a level; counted by whoever sends). */
    CONTINUOUS_SENDMSG_FAILURES("continuous_sendmsg_failures"),
    /** 1 while too many gathers in a row have failed. */
    FIREWALL_ENABLED_OR_NIC_FAILURE("firewall_enabled_or_nic_failure"),
    /** Tokens sent again because the next processor was silent; ours alone. */
    TOKEN_RETRANSMITS("token_retransmits"),
    /** Frames dropped because they came for the next ring while we were still in recovery; ours alone. */
    EARLY_FRAMES_DROPPED("early_frames_dropped"),
    /** Tokens dropped because they were impossible (window, rule 13); ours alone. */
    IMPOSSIBLE_TOKENS("impossible_tokens"),
    /** Frames of our ring dropped because no other member can have sent them first; ours alone. */
    IMPOSSIBLE_FRAMES("impossible_frames");

    private final String key;

    RingCounter(String key) {
        this.key = key;
    }

    /** @return the last part of the map key */
    public String key() {
        return key;
    }
}
