package org.choros.lock.component;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.choros.client.NodeClients;
import org.choros.lock.Locks;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Publishes {@link Locks} for each node of the framework that has the lock service, while it has. */
@Component(service = LocksComponent.class, immediate = true)
public final class LocksComponent {
    /** What all services of a node have in common begins so, {@link NodeClients#SERVICES} as well. */
    private static final String NODE = "org.choros.";

    private final BundleContext context;
    private final Map<NodeClients, ServiceRegistration<Locks>> nodes = new ConcurrentHashMap<>();

    /**
     * @param context ours
     */
    @Activate
    public LocksComponent(BundleContext context) {
        this.context = context;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, // with the engine
            target = "(org.choros.services=choros_lock)")
    void addNode(NodeClients clients, Map<String, Object> properties) {
        Dictionary<String, Object> node = new Hashtable<>();
        properties.forEach((key, value) -> {
            if (key.startsWith(NODE) && !key.equals(NodeClients.SERVICES)) {
                node.put(key, value);
            }
        });
        nodes.put(clients, context.registerService(Locks.class, new LocksFactory(clients), node));
    }

    void removeNode(NodeClients clients) {
        ServiceRegistration<Locks> gone = nodes.remove(clients);
        if (gone != null) {
            try {
                gone.unregister();
            } catch (IllegalStateException e) {
                // the bundle stops, and what it has registered goes with it
            }
        }
    }
}
