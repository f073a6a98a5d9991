package org.choros.client;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.cmap.MapKind;

/**
 * Tells corosync 2.4 from newer nodes before a request is sent that only those know: the daemon of 2.4 does not refuse
 * a request beyond its tables, it dies of it.
 */
final class NodeVersion {
    // The settings of redundant rings are in the map of 2.4 only.
    static final String ONLY_IN_24 = "runtime.config.totem.rrp_problem_count_timeout";

    private NodeVersion() {
    }

    /** Whether it is old, asked within the time that calls of the connection have. */
    static boolean isOld(ClientOptions options, Connection connection) throws ChorosException {
        if (connection.knowsAll()) {
            return false;
        }
        ClientOptions once = options.once().withTimeoutMs(connection.timeoutMs());
        try (CMapClient map = new CMapClient(once, MapKind.ICMAP)) {
            return map.find(ONLY_IN_24).isPresent();
        }
    }

    /** What to throw here in place of a request that an old node would not survive. */
    static ChorosException tooOld(String what) {
        return new ChorosException(CsError.NOT_SUPPORTED, what + " needs a node of corosync 3");
    }
}
