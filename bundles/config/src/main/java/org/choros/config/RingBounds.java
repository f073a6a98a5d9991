package org.choros.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import org.choros.spi.config.ConfigurationException;

/** Refuses what the original takes and then breaks on: numbers that no counter holds, frames without room. */
final class RingBounds {
    /** Smallest frame that the ring works with, bytes. */
    private static final int FRAME_MIN = 256;
    private static final int OVERHEAD_3 = 2 * 45;
    private static final int OVERHEAD_2 = 2 * 99;
    /** IPv6 and UDP header, envelope, largest hash, salt and two blocks of the cipher; for every ring. */
    private static final int ENVELOPE_2 = 48 + 4 + 64 + 16 + 2 * 16;
    private static final int NETMTU_MAX_2 = 10_000;
    private static final int NETMTU_MAX_3 = 65_536;

    private RingBounds() {
    }

    static void check(TotemSettings t, Collection<Long> rings, int dialect, int links) throws ConfigurationException {
        Map<String, Long> values = new LinkedHashMap<>();
        values.put("token", t.tokenMs());
        values.put("token_retransmit", t.tokenRetransmitMs());
        values.put("hold", t.holdMs());
        values.put("token_retransmits_before_loss_const", t.retransmitsBeforeLoss());
        values.put("join", t.joinMs());
        values.put("send_join", t.sendJoinMs());
        values.put("consensus", t.consensusMs());
        values.put("merge", t.mergeMs());
        values.put("downcheck", t.downcheckMs());
        values.put("max_network_delay", t.maxNetworkDelayMs());
        values.put("fail_recv_const", t.failRecvConst());
        values.put("seqno_unchanged_const", t.seqnoUnchangedConst());
        values.put("heartbeat_failures_allowed", t.heartbeatFailuresAllowed());
        values.put("window_size", t.windowSize());
        values.put("max_messages", t.maxMessages());
        values.put("miss_count_const", t.missCountConst());
        for (Map.Entry<String, Long> e : values.entrySet()) {
            atMost(e.getKey(), e.getValue(), Integer.MAX_VALUE);
        }
        for (long value : rings) {
            atMost("rrp", value, Integer.MAX_VALUE);
        }
        atMost("netmtu", t.netMtu(), dialect == 3 ? NETMTU_MAX_3 : NETMTU_MAX_2);
        int least = FRAME_MIN + (dialect == 3 ? OVERHEAD_3 : OVERHEAD_2 + links * ENVELOPE_2);
        if (t.netMtu() < least) {
            throw Faults.inConfig("The netmtu parameter (" + t.netMtu() + ") may not be less than (" + least + ").");
        }
    }

    private static void atMost(String key, long value, int most) throws ConfigurationException {
        if (value > most) {
            throw Faults.inConfig("The " + key + " parameter (" + value + ") may not be greater than (" + most + ").");
        }
    }
}
