package org.choros.node;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.EngineException;
import org.choros.spi.engine.ServiceEngineFactory;
import org.choros.spi.log.LogLevel;

/** In which order engines are loaded and unloaded, as operators know it from corosync's log. */
final class EngineLoader {
    /** Unloading: the vote quorum first, because it may have to say goodbye. */
    static final int[] UNLOAD_ORDER = {5, 0, 1, 2, 3, 4, 6, 7};

    private static final List<Integer> LOAD_ORDER = List.of(0, 1, 2, 4, 6, 7, 5, 3);
    private static final int VOTEQUORUM = 5;

    private EngineLoader() {
    }

    /**
     * @param factories engines in any order
     * @return the same in the order of loading: corosync's own first, then others by id
     */
    static List<ServiceEngineFactory> ordered(List<ServiceEngineFactory> factories) {
        List<ServiceEngineFactory> sorted = new ArrayList<>(factories);
        sorted.sort(Comparator.comparingInt(f -> {
            int id = f.description().id();
            int place = LOAD_ORDER.indexOf(id);
            return place >= 0 ? place : LOAD_ORDER.size() + id;
        }));
        return sorted;
    }

    /** Corosync loads votequorum as the provider of the quorum service, and complains in that service's name. */
    static void logFailure(EngineDescription d, EngineException e, IcMap map, RingSide side) {
        String name = d.key();
        if (d.id() == VOTEQUORUM) {
            side.log(LogLevel.CRIT, "QUORUM",
                    "Quorum provider: " + map.getString("quorum.provider", "") + " failed to initialize.");
            name = "quorum";
        }
        side.log(LogLevel.ERROR, "SERV",
                "Service engine 'corosync_" + name + "' failed to load for reason '" + e.getMessage() + "'");
    }
}
