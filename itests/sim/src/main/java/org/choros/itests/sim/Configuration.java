package org.choros.itests.sim;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.ValueType;

/** The configuration file, the same on every machine. Operators change it; nodes read it when they start or reload. */
final class Configuration {
    private static final String RELOADING = "config.totemconfig_reload_in_progress";

    private static final String VERSION = "totem.config_version";

    private final Options options;
    private final int[] votes;
    private long tokenMs;
    /** Null where nothing is kept available. */
    private final UpkeepModel upkeep;

    Configuration(Options options, Chance chance) {
        this.options = options;
        tokenMs = options.tokenMs;
        votes = new int[options.nodes];
        for (int i = 0; i < votes.length; i++) {
            votes[i] = options.unevenVotes ? 1 + chance.below(4) : 1;
        }
        upkeep = options.upkeep == null ? null : new UpkeepModel(options, chance.fork());
    }

    UpkeepModel upkeep() {
        return upkeep;
    }

    /** An operator changes something. */
    void change(Chance r) {
        if (r.oneIn(2)) {
            votes[r.below(votes.length)] = 1 + r.below(3);
        }
        if (r.oneIn(2)) {
            tokenMs = options.tokenMs + r.below((int) options.tokenMs / 2);
        }
    }

    long tokenMs() {
        return tokenMs;
    }

    int votes(int index) {
        return votes[index];
    }

    int totalVotes() {
        int total = 0;
        for (int v : votes) {
            total += v;
        }
        return total;
    }

    /** What a starting node has in its map. */
    void load(IcMap map, int index) {
        for (int i = 0; i < votes.length; i++) {
            String node = "nodelist.node." + i + ".";
            map.put(node + "ring0_addr", MapValue.str("10.0.0." + (i + 1)));
            map.put(node + "nodeid", MapValue.u32(i + 1));
            if (votes[i] != 1) {
                map.put(node + "quorum_votes", MapValue.u32(votes[i]));
            }
        }
        map.put("nodelist.local_node_pos", MapValue.u32(index));
        if (options.lockers > 0) {
            map.put("choros.lock_lease", MapValue.str(Integer.toString(options.leaseMs)));
        }
        if (upkeep != null) {
            upkeep.keys().forEach((key, value) -> map.put(key, MapValue.str(value)));
        }
        map.put("quorum.provider", MapValue.str("corosync_votequorum"));
        flag(map, "wait_for_all", options.waitForAll);
        flag(map, "last_man_standing", options.lastManStanding);
        flag(map, "allow_downscale", options.allowDownscale);
        flag(map, "two_node", options.twoNode);
        flag(map, "auto_tie_breaker", options.tie != Options.Tie.NONE);
        if (options.tie == Options.Tie.NODE_1) {
            map.put("quorum.auto_tie_breaker_node", MapValue.str("1"));
        }
    }

    private static void flag(IcMap map, String name, boolean on) {
        if (on) {
            map.put("quorum." + name, MapValue.u8(1));
        }
    }

    /** A running node reads the file again; answers the keys that have changed. */
    SortedSet<String> reload(IcMap map) {
        SortedSet<String> changed = new TreeSet<>();
        map.put(RELOADING, MapValue.u8(1));
        for (int i = 0; i < votes.length; i++) {
            String key = "nodelist.node." + i + ".quorum_votes";
            if (map.getExact(key, ValueType.UINT32, 1) != votes[i]) {
                changed.add(key);
            }
            if (votes[i] != 1) {
                map.put(key, MapValue.u32(votes[i]));
            } else {
                map.remove(key);
            }
        }
        if (upkeep != null && !map.getString(VERSION, "").equals(upkeep.keys().get(VERSION))) {
            for (String key : List.copyOf(map.withPrefix("availability.").keySet())) {
                map.remove(key);
                changed.add(key);
            }
            upkeep.keys().forEach((key, value) -> {
                map.put(key, MapValue.str(value));
                changed.add(key);
            });
        }
        if (options.dialect == org.choros.wire.totem.Dialect.V3) {
            map.put("config.reload_status", MapValue.i32(1));
        }
        map.put(RELOADING, MapValue.u8(0));
        return changed;
    }
}
