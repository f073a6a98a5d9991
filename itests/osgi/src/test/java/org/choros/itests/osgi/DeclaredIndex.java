package org.choros.itests.osgi;

import java.util.Hashtable;
import java.util.SortedMap;

import org.choros.availability.GroupDeclaration;
import org.choros.availability.GroupDefinition;
import org.choros.availability.ManagedComponent;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** A component that comes with the group that it is of; the test packs it into a bundle of its own. */
public final class DeclaredIndex implements ManagedComponent, GroupDeclaration {
    /** What it is registered as while it is active: the workload. */
    public static final String ACTIVE = "choros.test.active";

    private BundleContext context;
    private ServiceRegistration<Runnable> active;

    void activate(BundleContext ours) {
        context = ours;
    }

    @Override
    public GroupDefinition group() {
        return GroupDefinition.named("index").key("nodes", "1 2").key("restart_delay", "50")
                .section("component", c -> c.key("type", "osgi").key("bean", "index")).build();
    }

    @Override
    public synchronized void activate(String workload, SortedMap<String, String> attributes) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(ACTIVE, workload);
        active = context.registerService(Runnable.class, () -> {
            // being there is all it does
        }, properties);
    }

    @Override
    public synchronized void quiesce(String workload) {
        if (active != null) {
            active.unregister();
            active = null;
        }
    }
}
