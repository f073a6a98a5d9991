package org.choros.map.service;

import java.util.Collection;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.choros.cpg.Cpg;
import org.choros.map.ReplicatedMaps;
import org.choros.quorum.Quorum;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.PrototypeServiceFactory;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Publishes the maps of each node whose groups are a service, with the properties of that. */
@Component(service = MapsComponent.class, immediate = true)
public final class MapsComponent {
    private static final String NODE = "org.choros.node";

    private final BundleContext context;
    private final Map<ServiceReference<Cpg>, Published> nodes = new ConcurrentHashMap<>();

    /**
     * @param context ours
     */
    @Activate
    public MapsComponent(BundleContext context) {
        this.context = context;
    }

    @Reference(service = Cpg.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addCpg(ServiceReference<Cpg> cpg) {
        nodes.put(cpg, new Published(cpg));
    }

    void removeCpg(ServiceReference<Cpg> cpg) {
        Published gone = nodes.remove(cpg);
        if (gone != null) {
            gone.close();
        }
    }

    /** The service of one node; each who gets it has maps of his own. */
    private final class Published implements PrototypeServiceFactory<ReplicatedMaps> {
        private final ServiceReference<Cpg> cpg;
        private final ServiceRegistration<ReplicatedMaps> registration;
        private final Set<NodeMaps> users = ConcurrentHashMap.newKeySet();

        Published(ServiceReference<Cpg> cpg) {
            this.cpg = cpg;
            Dictionary<String, Object> properties = new Hashtable<>();
            for (String key : cpg.getPropertyKeys()) {
                if (key.startsWith("org.choros.")) {
                    properties.put(key, cpg.getProperty(key));
                }
            }
            Object ranking = cpg.getProperty(Constants.SERVICE_RANKING);
            if (ranking != null) {
                properties.put(Constants.SERVICE_RANKING, ranking);
            }
            registration = context.registerService(ReplicatedMaps.class, this, properties);
        }

        @Override
        public ReplicatedMaps getService(Bundle bundle, ServiceRegistration<ReplicatedMaps> of) {
            NodeMaps maps = new NodeMaps(new Services<>(() -> cpg), new Services<>(this::quorum));
            users.add(maps);
            return maps;
        }

        @Override
        public void ungetService(Bundle bundle, ServiceRegistration<ReplicatedMaps> of, ReplicatedMaps service) {
            NodeMaps maps = (NodeMaps) service;
            users.remove(maps);
            maps.close();
        }

        private ServiceReference<Quorum> quorum() {
            String filter = "(" + NODE + "=" + escaped(String.valueOf(cpg.getProperty(NODE))) + ")";
            try {
                Collection<ServiceReference<Quorum>> found = context.getServiceReferences(Quorum.class, filter);
                return found.isEmpty() ? null : found.iterator().next();
            } catch (InvalidSyntaxException e) {
                throw new IllegalStateException(e);
            }
        }

        void close() {
            try {
                registration.unregister();
            } catch (IllegalStateException e) {
                // our bundle stops, and the registration went before us
                users.forEach(NodeMaps::close);
            }
        }
    }

    private static String escaped(String text) {
        return text.replaceAll("([\\\\*()])", "\\\\$1");
    }

    /** Where a service is looked up when one is wanted. */
    @FunctionalInterface
    private interface Finder<T> {
        ServiceReference<T> find();
    }

    /** Services of the framework, each got for one map. */
    private final class Services<T> implements NodeMaps.Lease<T> {
        private final Finder<T> finder;
        private final Map<T, ServiceObjects<T>> lent = new ConcurrentHashMap<>();

        Services(Finder<T> finder) {
            this.finder = finder;
        }

        @Override
        public T get() {
            ServiceReference<T> reference = finder.find();
            ServiceObjects<T> objects = reference == null ? null : context.getServiceObjects(reference);
            T service = objects == null ? null : objects.getService();
            if (service != null) {
                lent.put(service, objects);
            }
            return service;
        }

        @Override
        public void release(T service) {
            ServiceObjects<T> objects = lent.remove(service);
            try {
                if (objects != null) {
                    objects.ungetService(service);
                }
            } catch (IllegalStateException | IllegalArgumentException e) {
                // it has gone before
                System.getLogger("org.choros.map").log(System.Logger.Level.DEBUG, "a service has gone before", e);
            }
        }
    }
}
