package org.choros.configadmin.service;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.apache.felix.framework.FrameworkFactory;
import org.choros.configadmin.core.Selection;
import org.choros.map.QuorumPolicy;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;

/** A Felix with its ConfigAdmin, in a folder that outlives it, and a replication in it. */
final class FelixContainer implements AutoCloseable {
    private final Path folder;
    private final QuorumPolicy policy;
    private Framework felix;
    private ConfigurationAdmin admin;
    private Replication replication;

    FelixContainer(Path folder, QuorumPolicy policy) {
        this.folder = folder;
        this.policy = policy;
    }

    /** Starts the framework alone. */
    FelixContainer boot() throws Exception {
        felix = new FrameworkFactory().newFramework(Map.of(Constants.FRAMEWORK_STORAGE, folder.toString(),
                // its services are ours, too
                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, "org.osgi.service.cm;version=1.6.1"));
        felix.start();
        String jar = new File(ConfigurationAdmin.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toURI().toString();
        Bundle bundle = felix.getBundleContext().installBundle(jar);
        bundle.start();
        admin = felix.getBundleContext()
                .getService(felix.getBundleContext().getServiceReference(ConfigurationAdmin.class));
        return this;
    }

    /** Starts the replication in it. */
    FelixContainer replicate(Replication.MapSource source) {
        Replication made = new Replication("test", policy,
                new AdminStore(admin, new Selection(List.of("*"), Selection.EXCLUDED, List.of("host"))),
                new MemoryFile(felix.getBundleContext().getDataFile("versions").toPath()), 1000);
        felix.getBundleContext().registerService(SynchronousConfigurationListener.class,
                event -> made.event(event.getPid(), event.getType() == ConfigurationEvent.CM_DELETED), null);
        made.start();
        made.attach(source);
        replication = made;
        return this;
    }

    Replication replication() {
        return replication;
    }

    ConfigurationAdmin admin() {
        return admin;
    }

    void set(String pid, Map<String, Object> properties) throws IOException {
        admin.getConfiguration(pid, "?").update(new Hashtable<>(properties));
    }

    void delete(String pid) throws IOException {
        admin.getConfiguration(pid, "?").delete();
    }

    /** All configurations with their properties, but for their PIDs. */
    Map<String, Map<String, Object>> all() {
        Map<String, Map<String, Object>> all = new TreeMap<>();
        try {
            Configuration[] found = admin.listConfigurations(null);
            for (Configuration each : found == null ? new Configuration[0] : found) {
                Map<String, Object> properties = new HashMap<>();
                Dictionary<String, Object> dictionary;
                try {
                    dictionary = each.getProperties();
                } catch (IllegalStateException e) {
                    // deleted since it was listed
                    continue;
                }
                for (var keys = dictionary.keys(); keys.hasMoreElements();) {
                    String key = keys.nextElement();
                    properties.put(key, dictionary.get(key));
                }
                properties.remove("service.pid");
                properties.remove("service.factoryPid");
                all.put(each.getPid(), properties);
            }
        } catch (IOException | InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        return all;
    }

    Object get(String pid, String key) {
        Map<String, Object> properties = all().get(pid);
        return properties == null ? null : properties.get(key);
    }

    @Override
    public void close() throws Exception {
        if (replication != null) {
            replication.close();
            replication.join(10_000);
            replication = null;
        }
        if (felix != null) {
            felix.stop();
            felix.waitForStop(10_000);
            felix = null;
        }
    }
}
