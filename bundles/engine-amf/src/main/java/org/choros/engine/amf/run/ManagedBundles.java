package org.choros.engine.amf.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

import org.choros.engine.amf.model.Component;
import org.choros.engine.amf.supervise.Role;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.BundleListener;

/**
 * Bundles that are kept available: started while a workload is active here, and stopped when none is any more. Both
 * transiently, so the framework does not start them by itself the next time. Of several versions the highest is taken.
 */
final class ManagedBundles implements BundleListener {
    /** Who hears that a bundle has gone which others need. */
    interface Listener {
        void gone(Object owner, String name, String workload);
    }

    /** What a bundle runs for. */
    private record Job(Object owner, String name, String workload) {
    }

    private final BundleContext context;
    private final Listener listener;
    /** What runs, and by which bundle; guarded by this. */
    private final Map<Job, Long> held = new HashMap<>();
    /** One bundle is started and stopped by one thread at a time; guarded by this. */
    private final Map<String, Object> turns = new HashMap<>();

    ManagedBundles(BundleContext context, Listener listener) {
        this.context = context;
        this.listener = listener;
    }

    /**
     * A bundle for one owner.
     *
     * @param name {@link Component#BUNDLE} and its symbolic name
     */
    Beans.Bean of(Object owner, String name) {
        return new Beans.Bean() {
            @Override
            public void role(Role role, String workload, SortedMap<String, String> attributes) throws Exception {
                Job job = new Job(owner, name, workload);
                synchronized (turn(name)) {
                    if (role == Role.ACTIVE) {
                        start(job);
                    } else {
                        // one that is standby is there, and does not run, whoever has started it
                        stop(job, role == Role.STANDBY);
                    }
                }
            }

            @Override
            public boolean healthy(String workload) {
                return isUp(bundle(name));
            }
        };
    }

    private synchronized Object turn(String name) {
        return turns.computeIfAbsent(name, k -> new Object());
    }

    /** The bundle, or null. */
    private Bundle find(String name) {
        Bundle best = null;
        for (Bundle b : context.getBundles()) {
            if (b.getSymbolicName() != null && name.equals(Component.BUNDLE + b.getSymbolicName())
                    && (best == null || b.getVersion().compareTo(best.getVersion()) > 0)) {
                best = b;
            }
        }
        return best;
    }

    private Bundle bundle(String name) {
        Bundle b = find(name);
        if (b == null) {
            throw new IllegalStateException(
                    "there is no bundle " + name.substring(Component.BUNDLE.length()) + ": install it");
        }
        return b;
    }

    /** Whether it runs, or will with the first of its classes that somebody needs. */
    private static boolean isUp(Bundle b) {
        return b.getState() == Bundle.ACTIVE || b.getState() == Bundle.STARTING;
    }

    private void start(Job job) throws BundleException {
        Bundle b = bundle(job.name());
        synchronized (this) {
            held.put(job, b.getBundleId());
        }
        b.start(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY);
    }

    private void stop(Job job, boolean needed) throws BundleException {
        Long id;
        synchronized (this) {
            id = held.remove(job);
            if (held.keySet().stream().anyMatch(j -> j.name().equals(job.name()))) {
                return;
            }
        }
        Bundle b = id == null ? needed ? bundle(job.name()) : find(job.name()) : context.getBundle(id);
        if (b != null && isUp(b)) {
            b.stop(Bundle.STOP_TRANSIENT);
        }
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() != BundleEvent.STOPPED && event.getType() != BundleEvent.UNINSTALLED) {
            return;
        }
        List<Job> lost = new ArrayList<>();
        synchronized (this) {
            held.forEach((job, id) -> {
                if (id == event.getBundle().getBundleId()) {
                    lost.add(job);
                }
            });
            held.keySet().removeAll(lost);
        }
        lost.forEach(j -> listener.gone(j.owner(), j.name(), j.workload()));
    }
}
