package org.choros.engine.amf;

import org.choros.engine.amf.model.Model;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.ValueType;

/** Times that follow from the ring's. */
final class AmfSettings {
    private static final String TOKEN = "runtime.config.totem.token";
    private static final String CONSENSUS = "runtime.config.totem.consensus";
    private static final int DEFAULT_MS = 5_000;
    private static final int MAX_MS = 86_400_000;
    private static final long NS_PER_MS = 1_000_000;

    private AmfSettings() {
    }

    /**
     * How long this node wants to keep its workloads without hearing from the others: as configured, or else as long as
     * it takes to notice that a member is gone and to go on without it, twice.
     */
    static int holdMs(Model own, IcMap map) {
        if (own.policy().holdNs() != 0) {
            return (int) (own.policy().holdNs() / NS_PER_MS);
        }
        long token = map.getExact(TOKEN, ValueType.UINT32, 0);
        long consensus = map.getExact(CONSENSUS, ValueType.UINT32, 0);
        return token == 0 ? DEFAULT_MS : (int) Math.min(MAX_MS, 2 * (token + consensus));
    }

    static int stopLimitMs(Model model) {
        return (int) (model.policy().stopLimitNs() / NS_PER_MS);
    }
}
