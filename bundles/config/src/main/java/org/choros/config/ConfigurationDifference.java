package org.choros.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.IcMapException;
import org.choros.spi.cmap.MapValue;

/**
 * What a reload changes: the difference between the live keys and a file that was read again (config-and-tools.md
 * 1.15, steps 3 and 4).
 *
 * @param removed keys that are gone from the file, ascending
 * @param refused keys whose change has to wait for a restart, ascending; their old values stay
 * @param changed new and changed keys with their new values, ascending
 */
public record ConfigurationDifference(List<String> removed, List<String> refused,
        NavigableMap<String, MapValue> changed) {

    private static final List<String> OWNED_2 = List.of("availability.", "logging.", "nodelist.", "quorum.",
            "totem.", "uidgid.config.");
    private static final List<String> OWNED_3 = List.of("availability.", "logging.", "nodelist.", "nozzle.",
            "quorum.", "totem.", "uidgid.config.");
    private static final List<String> FIXED = List.of("totem.version", "totem.threads", "totem.ip_version",
            "totem.rrp_mode", "totem.netmtu", "totem.transport", "totem.cluster_name",
            "totem.interface.ringnumber", "totem.interface.bindnetaddr", "totem.interface.mcastaddr",
            "totem.interface.broadcast", "totem.interface.mcastport", "totem.interface.ttl", "quorum.provider",
            "choros.node", "choros.hub");
    private static final Set<String> FIXED_2 = union("totem.secauth", "totem.crypto_cipher", "totem.crypto_hash",
            "totem.vsftype", "qb.ipc_type");
    private static final Set<String> FIXED_3 = union("system.move_to_root_cgroup", "system.allow_knet_handle_fallback",
            "system.sched_rr", "system.priority", "system.qb_ipc_type", "system.state_dir");

    private static Set<String> union(String... more) {
        List<String> all = new ArrayList<>(FIXED);
        all.addAll(List.of(more));
        return Set.copyOf(all);
    }

    /**
     * Compares.
     *
     * @param live the node's keys
     * @param fresh the keys of the file that was read again
     * @param dialect 2 or 3
     * @return the difference
     */
    public static ConfigurationDifference between(IcMap live, IcMap fresh, int dialect) {
        List<String> removed = new ArrayList<>();
        for (String prefix : dialect == 3 ? OWNED_3 : OWNED_2) {
            for (String key : live.withPrefix(prefix).keySet()) {
                if (fresh.get(key) == null) {
                    removed.add(key);
                }
            }
        }
        Set<String> fixed = dialect == 3 ? FIXED_3 : FIXED_2;
        List<String> refused = new ArrayList<>();
        NavigableMap<String, MapValue> changed = new TreeMap<>();
        for (Map.Entry<String, MapValue> e : fresh.withPrefix("").entrySet()) {
            if (!e.getValue().equals(live.get(e.getKey()))) {
                if (fixed.contains(e.getKey())) {
                    refused.add(e.getKey());
                } else {
                    changed.put(e.getKey(), e.getValue());
                }
            }
        }
        return new ConfigurationDifference(List.copyOf(removed), List.copyOf(refused), changed);
    }

    /** @return what to log at notice level for the refused keys, in order */
    public List<String> notices() {
        List<String> lines = new ArrayList<>(refused.size());
        for (String key : refused) {
            lines.add("Modified entry '" + key + "' in corosync.conf cannot be changed at run-time");
        }
        return lines;
    }

    /**
     * The configuration to be checked before anything is changed.
     *
     * @param live the node's keys
     * @param fresh the keys of the file that was read again
     * @return the fresh keys, the refused ones with their old values
     */
    public IcMap candidate(IcMap live, IcMap fresh) {
        IcMap candidate = new IcMap();
        for (Map.Entry<String, MapValue> e : fresh.withPrefix("").entrySet()) {
            set(candidate, e.getKey(), e.getValue());
        }
        for (String key : refused) {
            MapValue old = live.get(key);
            if (old == null) {
                candidate.remove(key);
            } else {
                set(candidate, key, old);
            }
        }
        return candidate;
    }

    /**
     * Makes the live keys those of the file, as far as they may change: removals first.
     *
     * @param live the node's keys
     */
    public void applyTo(IcMap live) {
        for (String key : removed) {
            live.remove(key);
        }
        for (Map.Entry<String, MapValue> e : changed.entrySet()) {
            set(live, e.getKey(), e.getValue());
        }
    }

    private static void set(IcMap map, String key, MapValue value) {
        try {
            map.set(key, value);
        } catch (IcMapException e) {
            throw new IllegalStateException("a key that was in a map can be in another", e);
        }
    }
}
