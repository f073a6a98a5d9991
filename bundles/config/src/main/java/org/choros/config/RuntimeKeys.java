package org.choros.config;

import java.util.List;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;

/** Writes the keys that show effective values, and marks what clients must not change (config-and-tools.md 2.3). */
final class RuntimeKeys {
    private static final String CONFIG = "runtime.config.totem.";

    private RuntimeKeys() {
    }

    static void write(IcMap map, NodeSettings settings) {
        TotemSettings t = settings.totem();
        u32(map, "block_unlisted_ips", t.blockUnlistedIps() ? 1 : 0);
        u32(map, "cancel_token_hold_on_retransmit", t.cancelTokenHoldOnRetransmit() ? 1 : 0);
        u32(map, "consensus", t.consensusMs());
        u32(map, "downcheck", t.downcheckMs());
        u32(map, "fail_recv_const", t.failRecvConst());
        u32(map, "heartbeat_failures_allowed", t.heartbeatFailuresAllowed());
        u32(map, "hold", t.holdMs());
        u32(map, "join", t.joinMs());
        u32(map, "max_messages", t.maxMessages());
        u32(map, "max_network_delay", t.maxNetworkDelayMs());
        u32(map, "merge", t.mergeMs());
        u32(map, "miss_count_const", t.missCountConst());
        u32(map, "send_join", t.sendJoinMs());
        u32(map, "seqno_unchanged_const", t.seqnoUnchangedConst());
        u32(map, "token", t.tokenMs());
        u32(map, "token_retransmit", t.tokenRetransmitMs());
        u32(map, "token_retransmits_before_loss_const", t.retransmitsBeforeLoss());
        u32(map, "window_size", t.windowSize());
        if (settings.dialect() == 3) {
            writeThird(map, settings);
        } else {
            writeSecond(map, settings.redundantRings());
        }
    }

    private static void writeThird(IcMap map, NodeSettings settings) {
        KnetSettings knet = settings.knet();
        u32(map, "token_warning", settings.totem().tokenWarningPercent());
        u32(map, "knet_compression_threshold", knet.compressionThreshold());
        u32(map, "knet_mtu", knet.mtu());
        u32(map, "knet_pmtud_interval", knet.pmtudIntervalSeconds());
        map.put(CONFIG + "knet_compression_level", MapValue.i32(knet.compressionLevel()));
        map.put(CONFIG + "knet_compression_model", MapValue.str(knet.compressionModel()));
        for (LinkConfiguration link : settings.links()) {
            String prefix = "interface." + link.number() + '.';
            u32(map, prefix + "knet_ping_interval", link.knet().pingIntervalMs());
            u32(map, prefix + "knet_ping_timeout", link.knet().pingTimeoutMs());
        }
    }

    private static void writeSecond(IcMap map, RedundantRingSettings rings) {
        u32(map, "rrp_autorecovery_check_timeout", rings.autorecoveryCheckTimeoutMs());
        u32(map, "rrp_problem_count_mcast_threshold", rings.problemCountMcastThreshold());
        u32(map, "rrp_problem_count_threshold", rings.problemCountThreshold());
        u32(map, "rrp_problem_count_timeout", rings.problemCountTimeoutMs());
        u32(map, "rrp_token_expired_timeout", rings.tokenExpiredTimeoutMs());
    }

    private static void u32(IcMap map, String name, long value) {
        map.put(CONFIG + name, MapValue.u32(value));
    }

    /** Marks what clients must not change. */
    static void protect(IcMap map, NodeSettings settings) {
        boolean third = settings.dialect() == 3;
        for (String prefix : List.of("internal_configuration.", "runtime.services.", "runtime.config.",
                "runtime.totem.", "uidgid.config.")) {
            map.protect(prefix, true);
        }
        for (String prefix : third ? List.of("system.", "nodelist.") : List.of("runtime.connections.")) {
            map.protect(prefix, true);
        }
        for (String key : List.of("crypto_cipher", "crypto_hash", "secauth", "ip_version", "rrp_mode", "transport",
                "cluster_name", "netmtu", "threads", "version", "nodeid", "clear_node_high_bit")) {
            map.protect("totem." + key, false);
        }
        for (String key : List.of("config.reload_in_progress", "config.totemconfig_reload_in_progress",
                "nodelist.local_node_pos")) {
            map.protect(key, false);
        }
        if (third) {
            for (String key : List.of("totem.crypto_model", "totem.keyfile", "totem.key")) {
                map.protect(key, false);
            }
        } else {
            map.protect("qb.ipc_type", false);
            if (settings.localPosition() >= 0) {
                map.protect(NodeDraft.prefix(settings.localPosition()) + "ring0_addr", false);
            }
        }
    }
}
