package org.choros.local;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.choros.spi.node.LocalNode;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Publishes the services of each node in the framework. */
@Component(service = LocalComponent.class, immediate = true)
public final class LocalComponent {
    private final BundleContext context;
    private final Map<LocalNode, LocalServices> nodes = new ConcurrentHashMap<>();
    private volatile EventTeller teller;

    /**
     * @param context ours
     */
    @Activate
    public LocalComponent(BundleContext context) {
        this.context = context;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addNode(LocalNode node) {
        LocalServices services = new LocalServices(node);
        NodeLink link = services.link();
        link.watch(new NodeServices(context, services));
        link.watch(new NodeEvents(() -> teller));
        nodes.put(node, services);
        link.groupsWanted(teller != null);
    }

    void removeNode(LocalNode node) {
        LocalServices services = nodes.remove(node);
        if (services != null) {
            services.close();
        }
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, // there or not
            policyOption = ReferencePolicyOption.GREEDY)
    void setTeller(EventTeller present) {
        teller = present;
        nodes.values().forEach(services -> services.link().groupsWanted(true));
    }

    void unsetTeller(EventTeller gone) {
        if (teller == gone) {
            teller = null;
            nodes.values().forEach(services -> services.link().groupsWanted(false));
        }
    }
}
