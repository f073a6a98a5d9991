package org.choros.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.choros.spi.cmap.ValueType;

/** The directives that are no free text: integers with their types, and words with what is said when they are wrong. */
final class Directives {
    private static final Map<String, ValueType> COMMON = new HashMap<>();
    private static final Map<String, ValueType> DIALECT_3 = new HashMap<>();
    private static final Map<String, Words> WORDS_2 = new HashMap<>();
    private static final Map<String, Words> WORDS_3 = new HashMap<>();

    private record Words(List<String> allowed, String complaint) {
    }

    static {
        for (String key : List.of("version", "nodeid", "threads", "token", "token_coefficient", "token_retransmit",
                "hold", "token_retransmits_before_loss_const", "join", "send_join", "consensus", "merge", "downcheck",
                "fail_recv_const", "seqno_unchanged_const", "rrp_token_expired_timeout", "rrp_problem_count_timeout",
                "rrp_problem_count_threshold", "rrp_problem_count_mcast_threshold", "rrp_autorecovery_check_timeout",
                "heartbeat_failures_allowed", "max_network_delay", "window_size", "max_messages", "miss_count_const",
                "netmtu")) {
            COMMON.put("totem." + key, ValueType.UINT32);
        }
        COMMON.put("totem.config_version", ValueType.UINT64);
        for (String key : List.of("expected_votes", "votes", "last_man_standing_window", "leaving_timeout")) {
            COMMON.put("quorum." + key, ValueType.UINT32);
        }
        for (String key : List.of("two_node", "wait_for_all", "last_man_standing", "auto_tie_breaker",
                "allow_downscale", "expected_votes_tracking")) {
            COMMON.put("quorum." + key, ValueType.UINT8);
        }
        for (String key : List.of("votes", "timeout", "sync_timeout")) {
            COMMON.put("quorum.device." + key, ValueType.UINT32);
        }
        COMMON.put("quorum.device.master_wins", ValueType.UINT8);

        DIALECT_3.putAll(COMMON);
        for (String key : List.of("token_warning", "knet_pmtud_interval", "knet_mtu", "knet_compression_threshold")) {
            DIALECT_3.put("totem." + key, ValueType.UINT32);
        }
        DIALECT_3.put("totem.knet_compression_level", ValueType.INT32);

        WORDS_2.put("totem.ip_version", new Words(List.of("ipv4", "ipv6"), "Invalid ip_version type"));
        WORDS_2.put("totem.crypto_type", new Words(List.of("nss"), "Invalid crypto type"));
        WORDS_2.put("totem.crypto_cipher",
                new Words(List.of("none", "aes256", "aes192", "aes128", "3des"), "Invalid cipher type"));
        List<String> hashes = List.of("none", "md5", "sha1", "sha256", "sha384", "sha512");
        WORDS_2.put("totem.crypto_hash", new Words(hashes, "Invalid hash type"));
        List<String> ipc = List.of("native", "shm", "socket");
        WORDS_2.put("qb.ipc_type", new Words(ipc, "Invalid qb ipc_type"));

        WORDS_3.put("totem.ip_version",
                new Words(List.of("ipv4", "ipv6", "ipv6-4", "ipv4-6"), "Invalid ip_version type"));
        WORDS_3.put("totem.crypto_model",
                new Words(List.of("nss", "openssl"), "Invalid crypto model. Should be nss or openssl"));
        WORDS_3.put("totem.crypto_cipher", new Words(List.of("none", "aes256", "aes192", "aes128"),
                "Invalid cipher type. Should be none, aes256, aes192 or aes128"));
        WORDS_3.put("totem.crypto_hash",
                new Words(hashes, "Invalid hash type. Should be none, md5, sha1, sha256, sha384 or sha512"));
        WORDS_3.put("totem.knet_compression_model",
                new Words(List.of("none", "zlib", "lz4", "lz4hc", "lzo2", "lzma", "bzip2", "zstd"),
                        "Invalid compression model. Should be zlib, lz4, lz4hc, lzo2, lzma, bzip2 or zstd"));
        WORDS_3.put("system.qb_ipc_type", new Words(ipc, "Invalid system.qb_ipc_type"));
        WORDS_3.put("system.sched_rr", new Words(List.of("yes", "no"), "Invalid system.sched_rr value"));
        WORDS_3.put("system.move_to_root_cgroup",
                new Words(List.of("yes", "no", "auto"), "Invalid system.move_to_root_cgroup"));
        WORDS_3.put("system.allow_knet_handle_fallback",
                new Words(List.of("yes", "no"), "Invalid system.allow_knet_handle_fallback"));
    }

    private Directives() {
    }

    /**
     * @param path a key's full path
     * @param key its last part, which is all that counts in {@code resources}
     * @param section the state of the section that it stands in
     * @param dialect the dialect
     * @return its integer type, or null when it is text
     */
    static ValueType integerType(String path, String key, Section section, int dialect) {
        return switch (section) {
            case RESOURCES -> key.equals("watchdog_timeout") ? ValueType.UINT32 : null;
            case MEMORY_USED -> key.equals("poll_period") ? ValueType.UINT64 : null;
            case RESOURCES_SYSTEM, RESOURCES_PROCESS ->
                dialect == 3 && key.equals("poll_period") ? ValueType.UINT64 : null;
            default -> (dialect == 3 ? DIALECT_3 : COMMON).get(path);
        };
    }

    /**
     * Refuses a wrong word.
     *
     * @param path a key's full path
     * @param value its value
     * @param dialect the dialect
     */
    static void checkWord(String path, String value, int dialect) throws DirectiveFault {
        Words words = (dialect == 3 ? WORDS_3 : WORDS_2).get(path);
        if (words != null && !words.allowed().contains(value)) {
            throw new DirectiveFault(words.complaint());
        }
    }
}
