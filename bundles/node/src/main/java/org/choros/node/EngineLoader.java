package org.choros.node;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.choros.node.services.ServiceTable;
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
            int id = id(f);
            int place = LOAD_ORDER.indexOf(id);
            return place >= 0 ? place : LOAD_ORDER.size() + id;
        }));
        return sorted;
    }

    /**
     * @param factory an engine that was not loaded
     * @param loaded what was
     * @return whether the node must not start: a service of corosync is missing. One that came twice is there
     */
    static boolean isMissing(ServiceEngineFactory factory, ServiceTable loaded) {
        int id = id(factory);
        return LOAD_ORDER.contains(id) && loaded.engine(id) == null;
    }

    /** @return whether corosync has the service, too */
    static boolean isCorosyncs(int id) {
        return LOAD_ORDER.contains(id);
    }

    /** @return its service id; one that cannot even say who it is, and one that is not asked here, is loaded last */
    static int id(ServiceEngineFactory factory) {
        if (EngineIsolation.isolates(factory)) {
            return EngineDescription.ID_MAX + 1;
        }
        try {
            return factory.description().id();
        } catch (RuntimeException | LinkageError e) {
            return EngineDescription.ID_MAX + 1;
        }
    }

    /** Corosync loads votequorum as the provider of the quorum service, and complains in that service's name. */
    static void logFailure(EngineDescription d, EngineException e, IcMap map, RingSide side) {
        String name = d.key();
        if (d.id() == VOTEQUORUM) {
            side.log(LogLevel.CRIT, "QUORUM",
                    "Quorum provider: " + map.getString("quorum.provider", "") + " failed to initialize.");
            name = "quorum";
        }
        side.log(LogLevel.ERROR, "SERV", failure(name, e.getMessage()));
    }

    static String failure(String key, String reason) {
        return "Service engine 'corosync_" + key + "' failed to load for reason '" + reason + "'";
    }
}
