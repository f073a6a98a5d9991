package org.choros.health;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;

import org.apache.felix.hc.api.HealthCheck;
import org.choros.cmap.CMap;
import org.choros.shell.nodes.NodeName;
import org.choros.shell.nodes.Nodes;
import org.choros.shell.nodes.OsgiNodes;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.util.tracker.ServiceTracker;

/** Registers the checks: one for each node as long as it is configured, the others as long as it serves. */
@Component(service = HealthChecks.class, immediate = true)
public final class HealthChecks {
    private static final String TAG = "choros";
    private static final long STICK_MINUTES = 10;
    private static final String INSTANCE = "instance";
    // by name: the package is the SPI's, and nothing of it is called
    private static final String CONFIGURED = "(" + Constants.OBJECTCLASS + "=org.choros.spi.node.LocalNode)";
    private static final String SERVING = "(&(" + Constants.OBJECTCLASS + "=" + CMap.class.getName()
            + ")(org.choros.map=icmap)(" + OsgiNodes.NODE + "=*))";

    private final BundleContext context;
    private final Nodes nodes;
    private final List<Checking> checking;

    /**
     * @param context ours
     * @throws InvalidSyntaxException never
     */
    @Activate
    public HealthChecks(BundleContext context) throws InvalidSyntaxException {
        this.context = context;
        this.nodes = new OsgiNodes(context);
        // the services only stand for their nodes: no client is taken of them here
        this.checking = List.of(new Checking(context, CONFIGURED, this::start),
                new Checking(context, SERVING, this::serving));
        checking.forEach(tracker -> tracker.open(true));
    }

    @Deactivate
    void stop() {
        checking.forEach(ServiceTracker::close);
    }

    private static String instance(ServiceReference<?> reference) {
        return reference.getProperty(INSTANCE) instanceof String name ? name : "";
    }

    private List<ServiceRegistration<HealthCheck>> start(ServiceReference<?> reference) {
        String instance = instance(reference);
        return List.of(register("start", instance, new StartCheck(nodes, instance), 0));
    }

    private List<ServiceRegistration<HealthCheck>> serving(ServiceReference<?> reference) {
        String name = String.valueOf(reference.getProperty(OsgiNodes.NODE));
        long id = reference.getProperty("org.choros.nodeid") instanceof Long number ? number : 0;
        NodeName node = new NodeName(name, id, "");
        return List.of(register("ring", name, new NodeCheck(nodes, node, Checks::ring), 0),
                register("quorum", name, new NodeCheck(nodes, node, Checks::quorum), 0),
                register("links", name, new NodeCheck(nodes, node, Checks::links), 0),
                register("clients", name, new NodeCheck(nodes, node, new ClientsCheck()), STICK_MINUTES),
                register("pauses", name, new NodeCheck(nodes, node, Checks.pauses(System::currentTimeMillis)), 0));
    }

    private ServiceRegistration<HealthCheck> register(String what, String node, HealthCheck check, long stickMinutes) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(HealthCheck.NAME, TAG + " " + what + (node.isEmpty() ? "" : " " + node));
        properties.put(HealthCheck.TAGS, node.isEmpty() ? new String[]{TAG} : new String[]{TAG, node});
        if (stickMinutes > 0) {
            properties.put(HealthCheck.KEEP_NON_OK_RESULTS_STICKY_FOR_SEC, stickMinutes * 60);
        }
        return context.registerService(HealthCheck.class, check, properties);
    }

    /** Makes the checks that hang on a service. */
    @FunctionalInterface
    private interface Maker {
        List<ServiceRegistration<HealthCheck>> make(ServiceReference<?> reference);
    }

    /** Keeps checks registered as long as services are there. */
    private static final class Checking extends ServiceTracker<Object, List<ServiceRegistration<HealthCheck>>> {
        private final Maker maker;

        Checking(BundleContext context, String filter, Maker maker) throws InvalidSyntaxException {
            super(context, FrameworkUtil.createFilter(filter), null);
            this.maker = maker;
        }

        @Override
        public List<ServiceRegistration<HealthCheck>> addingService(ServiceReference<Object> reference) {
            return maker.make(reference);
        }

        @Override
        public void removedService(ServiceReference<Object> reference, List<ServiceRegistration<HealthCheck>> checks) {
            try {
                checks.forEach(ServiceRegistration::unregister);
            } catch (IllegalStateException e) {
                // our bundle stops, and what it has registered goes with it
                return;
            }
        }
    }
}
