package org.choros.shell.nodes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;

/** Finds nodes by the services that they have in the framework. */
public final class OsgiNodes implements Nodes {
    /** Property of all services of nodes: the node's name. */
    public static final String NODE = "org.choros.node";
    private static final String NODE_ID = "org.choros.nodeid";
    private static final String CLUSTER = "org.choros.cluster";
    private static final String MAP = "org.choros.map";
    private static final String CONDITION = "org.osgi.service.condition.Condition";
    private static final String CONDITION_ID = "osgi.condition.id";
    // by name: who shows what transports there are needs none of the packages that they are made of
    private static final String TRANSPORT = "org.choros.spi.transport.TransportFactory";
    private static final String TRANSPORTS = "choros.transport";
    private static final String CONFIGURED = "org.choros.spi.node.LocalNode";
    private static final String INSTANCE = "instance";
    private static final List<Service<?>> ALL = List.of(Service.MAP, Service.CFG, Service.CPG, Service.QUORUM,
            Service.VOTES);

    private final BundleContext context;

    /**
     * @param context in whose name services are used
     */
    public OsgiNodes(BundleContext context) {
        this.context = context;
    }

    @Override
    public List<NodeName> list() {
        SortedMap<String, NodeName> found = new TreeMap<>();
        for (Service<?> service : ALL) {
            for (ServiceReference<?> reference : references(service.type())) {
                if (reference.getProperty(NODE) instanceof String name) {
                    long id = reference.getProperty(NODE_ID) instanceof Long number ? number : 0;
                    String cluster = reference.getProperty(CLUSTER) instanceof String text ? text : "";
                    found.put(name, new NodeName(name, id, cluster));
                }
            }
        }
        return new ArrayList<>(found.values());
    }

    @Override
    public List<String> configured() {
        return Stream.of(named(CONFIGURED))
                .map(reference -> reference.getProperty(INSTANCE) instanceof String name ? name : "").sorted().toList();
    }

    private <S> Collection<ServiceReference<S>> references(Class<S> type) {
        try {
            return context.getServiceReferences(type, null);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("there is no filter", e);
        }
    }

    private <S> ServiceReference<S> reference(String node, Service<S> service) {
        for (ServiceReference<S> reference : references(service.type())) {
            boolean map = service.map().isEmpty() || service.map().equals(reference.getProperty(MAP));
            if (map && node.equals(reference.getProperty(NODE))) {
                return reference;
            }
        }
        return null;
    }

    @Override
    public boolean offers(String node, Service<?> service) {
        return reference(node, service) != null;
    }

    private ServiceReference<?>[] named(String type) {
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(type, null);
            return found == null ? new ServiceReference<?>[0] : found;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("there is no filter", e);
        }
    }

    @Override
    public boolean holds(String node, String condition) {
        for (ServiceReference<?> reference : named(CONDITION)) {
            if (condition.equals(reference.getProperty(CONDITION_ID)) && node.equals(reference.getProperty(NODE))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Map<String, String> transports() {
        SortedMap<String, String> found = new TreeMap<>();
        for (ServiceReference<?> reference : named(TRANSPORT)) {
            Object value = reference.getProperty(TRANSPORTS);
            String[] names = value instanceof String[] several
                    ? several
                    : value instanceof String one ? new String[]{one} : new String[0];
            for (String name : names) {
                Object bundle = reference.getBundle() == null ? null : reference.getBundle().getSymbolicName();
                found.put(name, bundle == null
                        ? "bundle " + reference.getProperty(Constants.SERVICE_BUNDLEID)
                        : bundle.toString());
            }
        }
        return found;
    }

    @Override
    public <S, R> R use(String node, Service<S> service, Use<S, R> use) throws ChorosException {
        ServiceReference<S> reference = reference(node, service);
        if (reference == null) {
            throw new ChorosException(CsError.NOT_SUPPORTED, "service " + service.engine() + " of node " + node);
        }
        ServiceObjects<S> objects = context.getServiceObjects(reference);
        S client = objects == null ? null : objects.getService();
        if (client == null) {
            throw new ChorosException(CsError.NO_RESOURCES, "a client of " + service.engine() + " of node " + node);
        }
        try {
            return use.with(client);
        } finally {
            giveBack(objects, client);
        }
    }

    private static <S> void giveBack(ServiceObjects<S> objects, S client) {
        try {
            objects.ungetService(client);
        } catch (IllegalArgumentException | IllegalStateException e) {
            // the node or our bundle has gone meanwhile, and the client with it
            return;
        }
    }
}
