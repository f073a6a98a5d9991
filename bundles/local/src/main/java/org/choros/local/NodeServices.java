package org.choros.local;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;

import org.choros.cfg.Cfg;
import org.choros.client.NodeClients;
import org.choros.cmap.CMap;
import org.choros.cmap.MapKind;
import org.choros.cpg.Cpg;
import org.choros.quorum.Quorum;
import org.choros.quorum.VoteQuorum;
import org.choros.spi.node.NodeState;
import org.choros.wire.ipc.IpcService;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.condition.Condition;

/**
 * Keeps the OSGi services and conditions of one node registered as the node is. For one thread at a time, which may
 * take its time: whoever listens to services works on it. Conditions come after the services and go before them.
 */
final class NodeServices implements NodeWatcher {
    /** Property of all services: the node's name. */
    static final String NODE = "org.choros.node";
    /** Property of all services: the node's id, a Long. */
    static final String NODE_ID = "org.choros.nodeid";
    /** Property of all services: the name of the cluster; missing when it has none. */
    static final String CLUSTER = "org.choros.cluster";
    /** Property of the maps: which one it is, {@code icmap} or {@code stats}. */
    static final String MAP = "org.choros.map";
    /** Condition: the ring is operational and synchronised. */
    static final String RING = "choros.ring";
    /** Condition: the node is quorate. */
    static final String QUORATE = "choros.quorate";
    private static final int STATISTICS_DIALECT = 3;

    private final BundleContext context;
    private final LocalServices services;
    private final Map<IpcService, List<ServiceRegistration<?>>> registered = new EnumMap<>(IpcService.class);
    private final Map<String, ServiceRegistration<?>> conditions = new HashMap<>();
    private ServiceRegistration<NodeClients> clients;

    NodeServices(BundleContext context, LocalServices services) {
        this.context = context;
        this.services = services;
    }

    @Override
    public void changed(NodeView now) {
        try {
            withdraw(QUORATE, now.quorate());
            withdraw(RING, now.steady());
            for (IpcService service : IpcService.values()) {
                keep(service, now);
            }
            keepClients(now);
            offer(RING, now.steady(), now.state());
            offer(QUORATE, now.quorate(), now.state());
        } catch (IllegalStateException e) {
            // the bundle stops, and what it has registered goes with it
            registered.clear();
            conditions.clear();
            clients = null;
        }
    }

    private void withdraw(String condition, boolean holds) {
        ServiceRegistration<?> registration = holds ? null : conditions.remove(condition);
        if (registration != null) {
            registration.unregister();
        }
    }

    private void offer(String condition, boolean holds, NodeState node) {
        if (holds && !conditions.containsKey(condition)) {
            Dictionary<String, Object> properties = properties(node);
            properties.put(Condition.CONDITION_ID, condition);
            conditions.put(condition, context.registerService(Condition.class, Condition.INSTANCE, properties));
        }
    }

    private void keep(IpcService service, NodeView now) {
        boolean wanted = now.services().contains(service.ipcName());
        if (wanted && !registered.containsKey(service)) {
            registered.put(service, register(service, now.state()));
        } else if (!wanted && registered.containsKey(service)) {
            registered.remove(service).forEach(ServiceRegistration::unregister);
        }
    }

    /** For bundles that offer what other engines than corosync's do; at most one event for each change. */
    private void keepClients(NodeView now) {
        if (now.services().isEmpty()) {
            if (clients != null) {
                clients.unregister();
                clients = null;
            }
            return;
        }
        String[] offered = now.services().stream().sorted().toArray(String[]::new);
        if (clients != null
                && Arrays.equals(offered, (String[]) clients.getReference().getProperty(NodeClients.SERVICES))) {
            return;
        }
        Dictionary<String, Object> properties = properties(now.state());
        properties.put(NodeClients.SERVICES, offered);
        if (clients == null) {
            clients = context.registerService(NodeClients.class, services, properties);
        } else {
            clients.setProperties(properties);
        }
    }

    private List<ServiceRegistration<?>> register(IpcService service, NodeState node) {
        List<ServiceRegistration<?>> made = new ArrayList<>();
        Dictionary<String, Object> properties = properties(node);
        switch (service) {
            case CMAP -> {
                properties.put(MAP, "icmap");
                made.add(register(CMap.class, user -> services.of(user).cmap(MapKind.ICMAP), properties));
                if (node.dialect() == STATISTICS_DIALECT) {
                    Dictionary<String, Object> others = properties(node);
                    others.put(MAP, "stats");
                    // who asks for a map gets the other one
                    others.put(Constants.SERVICE_RANKING, -1);
                    made.add(register(CMap.class, user -> services.of(user).cmap(MapKind.STATS), others));
                }
            }
            case CFG -> made.add(register(Cfg.class, user -> services.of(user).cfg(), properties));
            case CPG -> made.add(register(Cpg.class, user -> services.of(user).cpg(), properties));
            case QUORUM -> made.add(register(Quorum.class, user -> services.of(user).quorum(), properties));
            case VOTEQUORUM ->
                made.add(register(VoteQuorum.class, user -> services.of(user).voteQuorum(), properties));
        }
        return made;
    }

    private <T extends AutoCloseable> ServiceRegistration<T> register(Class<T> type, ClientFactory.Opener<T> opener,
            Dictionary<String, Object> properties) {
        return context.registerService(type, new ClientFactory<>(opener), properties);
    }

    private static Dictionary<String, Object> properties(NodeState node) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(NODE, node.name());
        properties.put(NODE_ID, Integer.toUnsignedLong(node.nodeId()));
        if (!node.cluster().isEmpty()) {
            properties.put(CLUSTER, node.cluster());
        }
        return properties;
    }
}
