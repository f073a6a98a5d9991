package org.choros.availability.component;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.choros.availability.Availability;
import org.choros.client.NodeClients;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Publishes {@link Availability} for each node of the framework that keeps something available, while it does. */
@Component(service = AvailabilityComponent.class, immediate = true)
public final class AvailabilityComponent {
    /** What all services of a node have in common begins so, {@link NodeClients#SERVICES} as well. */
    private static final String NODE = "org.choros.";

    private final BundleContext context;
    private final Map<NodeClients, ServiceRegistration<Availability>> nodes = new ConcurrentHashMap<>();

    /**
     * @param context ours
     */
    @Activate
    public AvailabilityComponent(BundleContext context) {
        this.context = context;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, // with the engine
            target = "(org.choros.services=choros_availability)")
    void addNode(NodeClients clients, Map<String, Object> properties) {
        Dictionary<String, Object> node = new Hashtable<>();
        properties.forEach((key, value) -> {
            if (key.startsWith(NODE) && !key.equals(NodeClients.SERVICES)) {
                node.put(key, value);
            }
        });
        nodes.put(clients, context.registerService(Availability.class, new AvailabilityFactory(clients), node));
    }

    void removeNode(NodeClients clients) {
        ServiceRegistration<Availability> gone = nodes.remove(clients);
        if (gone != null) {
            try {
                gone.unregister();
            } catch (IllegalStateException e) {
                // the bundle stops, and what it has registered goes with it
            }
        }
    }
}
