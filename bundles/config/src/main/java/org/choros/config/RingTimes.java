package org.choros.config;

import org.choros.spi.config.ConfigurationException;

/** The values of the ring protocol: defaults, computation (config-and-tools.md 1.7), checks in corosync's order. */
final class RingTimes {
    private static final String TOTEM = "totem.";
    private static final long MINIMUM_MS = 30;
    private static final long MINIMUM_HOLD_MS_3 = 14;
    private static final long U32 = 0xFFFF_FFFFL;

    private final Keys keys;
    private final boolean third;

    RingTimes(Keys keys, int dialect) {
        this.keys = keys;
        this.third = dialect == 3;
    }

    private long or(String key, long byDefault) {
        return keys.u32OrDefault(TOTEM + key, byDefault);
    }

    /**
     * @param members how many processors link 0 has, for the coefficient
     * @param knet whether the transport is knet, which has a larger unit
     * @return the effective values
     */
    TotemSettings read(int members, boolean knet) {
        long token = or("token", third ? 3000 : 1000);
        if (members > 2) {
            token = token + keys.u32("totem.token_coefficient", 650) * (members - 2) & U32;
        }
        long retransmits = or("token_retransmits_before_loss_const", 4);
        long retransmit = or("token_retransmit", (long) (token / (retransmits + 0.2)));
        long hold = or("hold", (long) (retransmit * 0.8 - 10) & U32);
        return new TotemSettings(token, third ? keys.u32("totem.token_warning", 75) : 0, retransmit, hold, retransmits,
                or("join", 50), keys.u32("totem.send_join", 0), or("consensus", (long) (float) (1.2 * token)),
                or("merge", 200), or("downcheck", 1000), or("max_network_delay", 50), or("fail_recv_const", 2500),
                or("seqno_unchanged_const", 30), keys.u32("totem.heartbeat_failures_allowed", 0),
                or("window_size", 50), or("max_messages", 17), or("miss_count_const", 5),
                or("netmtu", knet ? 65_536 : 1500), keys.u32("totem.threads", 0),
                keys.yes("totem.block_unlisted_ips", true),
                keys.yes("totem.cancel_token_hold_on_retransmit", false));
    }

    /**
     * @param tokenRetransmitMs the default of one of them
     * @return the redundant ring values
     */
    RedundantRingSettings redundantRings(long tokenRetransmitMs) {
        long threshold = or("rrp_problem_count_threshold", 10);
        return new RedundantRingSettings(keys.text("totem.rrp_mode", "none"), or("rrp_problem_count_timeout", 2000),
                threshold, or("rrp_problem_count_mcast_threshold", 10 * threshold & U32),
                or("rrp_token_expired_timeout", tokenRetransmitMs), or("rrp_autorecovery_check_timeout", 1000));
    }

    /** Refuses values that cannot work. */
    void check(TotemSettings t, RedundantRingSettings rings) throws ConfigurationException {
        atLeast("The max_network_delay parameter", t.maxNetworkDelayMs());
        atLeast("The token timeout parameter", t.tokenMs());
        if (third && t.tokenWarningPercent() > 100) {
            throw Faults.inConfig("The token warning parameter (" + t.tokenWarningPercent()
                    + "%) must be between 0 (disabled) and 100.");
        }
        if (third && t.tokenRetransmitMs() < MINIMUM_MS && keys.u32("totem.token_retransmit", 0) == 0) {
            throw Faults.inConfig("Not appropriate token or token_retransmits_before_loss_const value set");
        }
        atLeast("The token retransmit timeout parameter", t.tokenRetransmitMs());
        atLeast("The token hold timeout parameter", t.holdMs(), third ? MINIMUM_HOLD_MS_3 : MINIMUM_MS, "ms");
        atLeast("The join timeout parameter", t.joinMs());
        atLeast("The consensus timeout parameter", t.consensusMs());
        if (t.consensusMs() < t.joinMs()) {
            throw Faults.inConfig("The consensus timeout parameter (" + t.consensusMs()
                    + " ms) may not be less than join timeout (" + t.joinMs() + " ms).");
        }
        atLeast("The merge timeout parameter", t.mergeMs());
        atLeast("The downcheck timeout parameter", t.downcheckMs());
        if (!third) {
            atLeast("The RRP problem count timeout parameter", rings.problemCountTimeoutMs());
            String unit = "problem count";
            atLeast("The RRP problem count threshold", rings.problemCountThreshold(), 2, unit);
            atLeast("The RRP multicast problem count threshold", rings.problemCountMcastThreshold(), 2, unit);
            atLeast("The RRP token expired timeout parameter", rings.tokenExpiredTimeoutMs());
        }
    }

    private static void atLeast(String what, long value) throws ConfigurationException {
        atLeast(what, value, MINIMUM_MS, "ms");
    }

    private static void atLeast(String what, long value, long minimum, String unit) throws ConfigurationException {
        if (value < minimum) {
            throw Faults.inConfig(what + " (" + value + " " + unit + ") may not be less than (" + minimum + " " + unit
                    + ").");
        }
    }
}
