package org.choros.configadmin.service;

import java.util.HashMap;
import java.util.Map;

import org.choros.configadmin.ConfigReplication;
import org.choros.configadmin.ReplicationStatistics;
import org.choros.map.ReplicatedMaps;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.annotations.ReferenceScope;

/**
 * Replicates the configurations of this container: one for each configuration {@code org.choros.configadmin}. It
 * listens also while there is no node, so that it knows what is deleted meanwhile.
 */
@Component(service = ConfigReplication.class, immediate = true, configurationPid = ReplicationComponent.PID, // of us
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class ReplicationComponent implements ConfigReplication {
    /** The configuration, or factory configuration. */
    static final String PID = "org.choros.configadmin";

    private static final long STOP_MS = 10_000;

    private final Options options;
    private final Replication replication;
    private final ServiceRegistration<?> listener;
    private final Map<ReplicatedMaps, Replication.MapSource> sources = new HashMap<>();

    /**
     * @param context ours
     * @param admin whose configurations
     * @param properties see {@code Options}
     */
    @Activate
    public ReplicationComponent(BundleContext context, @Reference ConfigurationAdmin admin,
            Map<String, Object> properties) {
        options = Options.of(properties);
        MemoryFile file = new MemoryFile(
                context.getDataFile("versions." + options.policy() + "." + options.map()).toPath());
        replication = new Replication(options.map(), options.policy(), new AdminStore(admin, options.selection()),
                file, Replication.DELETIONS_MAX);
        SynchronousConfigurationListener ear = event -> {
            if (event.getType() != ConfigurationEvent.CM_LOCATION_CHANGED) {
                replication.event(event.getPid(), event.getType() == ConfigurationEvent.CM_DELETED);
            }
        };
        // before all is read: what happens in between is heard
        listener = context.registerService(SynchronousConfigurationListener.class, ear, null);
        replication.start();
    }

    @Reference(name = "maps", cardinality = ReferenceCardinality.OPTIONAL, // a node may come later, and go
            policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY, // the best of several
            scope = ReferenceScope.PROTOTYPE_REQUIRED)
    synchronized void setMaps(ReplicatedMaps maps) {
        Replication.MapSource source = () -> maps.open(options.map(), options.policy());
        sources.put(maps, source);
        replication.attach(source);
    }

    synchronized void unsetMaps(ReplicatedMaps maps) {
        replication.detach(sources.remove(maps));
    }

    @Override
    public String map() {
        return replication.map();
    }

    @Override
    public boolean synchronised() {
        return replication.synchronised();
    }

    @Override
    public ReplicationStatistics statistics() {
        return replication.statistics();
    }

    @Deactivate
    void stop() {
        try {
            listener.unregister();
        } catch (IllegalStateException e) {
            // the framework was faster
            System.getLogger(Tally.LOGGER).log(System.Logger.Level.DEBUG, "the listener is gone", e);
        }
        replication.close();
        try {
            // the next one reads the file that this one writes
            replication.join(STOP_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
