package org.choros.node;

import org.choros.node.core.NodeCore;
import org.choros.spi.log.LogLevel;
import org.choros.totem.ring.RingCounter;

/** Writes what a node knows of itself into its log, when {@code runtime.blackbox.dump_state} is written. */
final class StateDump {
    private StateDump() {
    }

    static void write(NodeCore core, VotesStore.Log log) {
        if (core == null) {
            log.log(LogLevel.NOTICE, "MAIN", "State: no interface yet, no ring");
            return;
        }
        log.log(LogLevel.NOTICE, "MAIN", "State: " + core.ring().state() + " ring " + core.ring().ringId() + " members "
                + core.members() + " quorum " + core.services().quorum());
        StringBuilder counters = new StringBuilder("Counters:");
        for (RingCounter c : RingCounter.values()) {
            counters.append(' ').append(c.key()).append('=').append(core.ring().counter(c));
        }
        log.log(LogLevel.NOTICE, "MAIN", counters.toString());
    }
}
