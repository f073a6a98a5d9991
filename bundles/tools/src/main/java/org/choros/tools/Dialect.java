package org.choros.tools;

import org.choros.base.ChorosException;
import org.choros.client.ChorosClient;
import org.choros.client.CMapClient;
import org.choros.cmap.MapKind;

/** Which corosync's options and output a tool has. */
enum Dialect {
    /** That of corosync 2.4. */
    V2,
    /** That of corosync 3.1. */
    V3;

    /** Environment variable that chooses: 2 or 3. */
    static final String VARIABLE = "CHOROS_DIALECT";

    private static final String RRP_KEY = "runtime.config.totem.rrp_problem_count_timeout";

    /** What the environment says, or null. */
    static Dialect chosen() {
        String value = System.getenv(VARIABLE);
        if (value == null) {
            return null;
        }
        return value.startsWith("2") ? V2 : V3;
    }

    /** What the environment says, else what the node speaks; that of 3.1 when there is none. */
    static Dialect of(ChorosClient client) {
        Dialect chosen = chosen();
        if (chosen != null) {
            return chosen;
        }
        try (CMapClient map = client.cmap(MapKind.ICMAP)) {
            return of(map);
        } catch (ChorosException e) {
            return V3;
        }
    }

    /** What the node behind a connection speaks: only 2.4 has the settings of redundant rings in its map. */
    static Dialect of(CMapClient map) {
        try {
            return map.find(RRP_KEY).isPresent() ? V2 : V3;
        } catch (ChorosException e) {
            return V3;
        }
    }
}
