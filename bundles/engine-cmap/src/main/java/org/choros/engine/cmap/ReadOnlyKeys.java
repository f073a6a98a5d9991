package org.choros.engine.cmap;

import org.choros.spi.cmap.IcMap;

/** The keys that clients must not change (config-and-tools 2.3); votequorum adds its own while it runs. */
final class ReadOnlyKeys {
    private static final String[] PREFIXES = {"internal_configuration.", "runtime.services.", "runtime.config.",
            "runtime.totem.", "uidgid.config."};
    private static final String[] PREFIXES_2 = {"runtime.connections."};
    private static final String[] PREFIXES_3 = {"system.", "nodelist."};
    private static final String[] KEYS = {"totem.crypto_cipher", "totem.crypto_hash", "totem.secauth",
            "totem.ip_version", "totem.rrp_mode", "totem.transport", "totem.cluster_name", "totem.netmtu",
            "totem.threads", "totem.version", "totem.nodeid", "totem.clear_node_high_bit",
            "config.reload_in_progress", "config.totemconfig_reload_in_progress", "nodelist.local_node_pos"};
    private static final String[] KEYS_2 = {"qb.ipc_type"};
    private static final String[] KEYS_3 = {"totem.crypto_model", "totem.keyfile", "totem.key"};
    private static final int DIALECT_2 = 2;

    private ReadOnlyKeys() {
    }

    static void protect(IcMap map, int dialect) {
        all(map, PREFIXES, true);
        all(map, dialect == DIALECT_2 ? PREFIXES_2 : PREFIXES_3, true);
        all(map, KEYS, false);
        all(map, dialect == DIALECT_2 ? KEYS_2 : KEYS_3, false);
        long position = map.getLong("nodelist.local_node_pos", -1);
        if (dialect == DIALECT_2 && position >= 0) {
            map.protect("nodelist.node." + position + ".ring0_addr", false);
        }
    }

    private static void all(IcMap map, String[] texts, boolean prefix) {
        for (String text : texts) {
            map.protect(text, prefix);
        }
    }
}
