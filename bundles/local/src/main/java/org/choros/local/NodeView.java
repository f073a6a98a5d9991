package org.choros.local;

import java.util.Set;

import org.choros.spi.node.NodeState;

/**
 * A node as it was at one time.
 *
 * @param state what it was, null as long as it has not begun
 * @param services the names of the services that it offered; none before its first synchronisation and after its end
 */
record NodeView(NodeState state, Set<String> services) {
    /** Nothing is there. */
    static final NodeView NONE = new NodeView(null, Set.of());

    /** Whether its ring is operational and synchronised. */
    boolean steady() {
        return state != null && state.ready() && state.steady();
    }

    boolean quorate() {
        return state != null && state.ready() && state.quorum().quorate();
    }
}
