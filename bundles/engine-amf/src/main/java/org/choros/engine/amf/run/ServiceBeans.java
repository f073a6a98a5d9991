package org.choros.engine.amf.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

import org.choros.availability.ManagedComponent;
import org.choros.engine.amf.supervise.Role;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Beans are the services {@link ManagedComponent} of the framework. What a service has begun it also ends, whether
 * another one of its name comes meanwhile or not; when it goes, nothing is left to be ended. A name that begins with
 * {@link org.choros.engine.amf.model.Component#BUNDLE} is a bundle itself.
 */
@Component(service = Beans.class)
public final class ServiceBeans implements Beans {
    /** A service and where it stands. */
    private record Holder(long id, ManagedComponent component) {
    }

    /** Something that a service does. */
    private record Job(Object owner, String name, String workload) {
    }

    /** Who wants to know that one has gone. */
    private record Listener(Object owner, BiConsumer<String, String> gone) {
    }

    /** Null outside of a framework. */
    private final ManagedBundles bundles;
    private final Runnable deaf;
    // all guarded by this
    private final Map<String, NavigableMap<Place, ManagedComponent>> there = new HashMap<>();
    private final Map<Job, Holder> held = new HashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** Outside of a framework. */
    ServiceBeans() {
        bundles = null;
        deaf = () -> {
            // there is nothing to hear
        };
    }

    /** @param context whose framework's bundles can be managed, too */
    @Activate
    public ServiceBeans(BundleContext context) {
        bundles = new ManagedBundles(context, this::tell);
        context.addBundleListener(bundles);
        deaf = () -> context.removeBundleListener(bundles);
    }

    @Deactivate
    void deactivate() {
        deaf.run();
    }

    private void tell(Object owner, String name, String workload) {
        listeners.stream().filter(l -> l.owner() == owner).forEach(l -> l.gone().accept(name, workload));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, target = "("
            + ManagedComponent.NAME + "=*)")
    synchronized void addComponent(ManagedComponent component, Map<String, Object> properties) {
        if (properties.get(ManagedComponent.NAME) instanceof String name) {
            there.computeIfAbsent(name, k -> new TreeMap<>()).put(Place.of(properties), component);
        }
    }

    void removeComponent(ManagedComponent component, Map<String, Object> properties) {
        // by the id alone: the other properties may have changed meanwhile
        long id = Place.of(properties).id();
        List<Job> lost = new ArrayList<>();
        synchronized (this) {
            there.values().forEach(named -> named.keySet().removeIf(place -> place.id() == id));
            there.values().removeIf(Map::isEmpty);
            held.forEach((job, holder) -> {
                if (holder.id() == id) {
                    lost.add(job);
                }
            });
            held.keySet().removeAll(lost);
        }
        lost.forEach(job -> tell(job.owner(), job.name(), job.workload()));
    }

    @Override
    public Beans of(Object owner) {
        return new Owned(owner);
    }

    @Override
    public Bean find(String name) {
        return find(this, name);
    }

    private Bean find(Object owner, String name) {
        return bundles != null && name.startsWith(org.choros.engine.amf.model.Component.BUNDLE)
                ? bundles.of(owner, name)
                : new Served(owner, name);
    }

    /** The beans of one owner. */
    private final class Owned implements Beans {
        private final Object owner;

        Owned(Object owner) {
            this.owner = owner;
        }

        /** There is always one, which says itself that there is no such service. */
        @Override
        public Bean find(String name) {
            return ServiceBeans.this.find(owner, name);
        }

        @Override
        public Runnable onGone(BiConsumer<String, String> gone) {
            Listener listener = new Listener(owner, gone);
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }
    }

    private synchronized Holder holder(Job job) {
        return held.get(job);
    }

    /** Who does it, or is to do it; from now on it is the one that does. */
    private synchronized ManagedComponent begin(Job job) {
        Holder now = held.get(job);
        if (now == null) {
            NavigableMap<Place, ManagedComponent> named = there.get(job.name());
            if (named == null) {
                throw new IllegalStateException(
                        "there is no service with the property " + ManagedComponent.NAME + "=" + job.name());
            }
            now = new Holder(named.firstKey().id(), named.firstEntry().getValue());
            held.put(job, now);
        }
        return now.component();
    }

    private synchronized void end(Job job, Holder by) {
        held.remove(job, by);
    }

    /** A bean of a name, whichever service that is. */
    private final class Served implements Bean {
        private final Object owner;
        private final String name;

        Served(Object owner, String name) {
            this.owner = owner;
            this.name = name;
        }

        @Override
        public void role(Role role, String workload, SortedMap<String, String> attributes) throws Exception {
            Job job = new Job(owner, name, workload);
            switch (role) {
                case ACTIVE -> begin(job).activate(workload, attributes);
                case STANDBY -> begin(job).standby(workload, attributes);
                default -> {
                    Holder by = holder(job);
                    if (by != null) {
                        by.component().quiesce(workload);
                        end(job, by);
                    }
                }
            }
        }

        @Override
        public boolean healthy(String workload) throws Exception {
            Holder by = holder(new Job(owner, name, workload));
            if (by == null) {
                throw new IllegalStateException("its service has gone");
            }
            return by.component().healthy(workload);
        }
    }
}
