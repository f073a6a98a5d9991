package org.choros.node;

import java.util.HashMap;
import java.util.Map;

import org.choros.spi.config.ConfigurationSource;
import org.choros.spi.crypto.CryptoFactory;
import org.choros.spi.engine.ServiceEngineFactory;
import org.choros.spi.ipc.IpcServerFactory;
import org.choros.spi.log.LogSinkFactory;
import org.choros.spi.transport.TransportFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Follows the plug-ins in the service registry, for all nodes of the framework. */
@Component(service = PluginRegistry.class)
public final class PluginRegistry {
    private final Plugins plugins = new Plugins();

    Plugins plugins() {
        return plugins;
    }

    /** A bundle that is installed beside another version of it takes its place. */
    private static Map<String, Object> versioned(Map<String, Object> properties, ServiceReference<?> reference) {
        Map<String, Object> all = new HashMap<>(properties);
        Bundle bundle = reference.getBundle();
        if (bundle != null) {
            all.put(Plugins.VERSION, bundle.getVersion());
        }
        return all;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addSource(ConfigurationSource plugin, Map<String, Object> properties,
            ServiceReference<ConfigurationSource> reference) {
        plugins.add(plugin, versioned(properties, reference));
    }

    void removeSource(ConfigurationSource plugin) {
        plugins.remove(plugin);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addTransport(TransportFactory plugin, Map<String, Object> properties,
            ServiceReference<TransportFactory> reference) {
        plugins.add(plugin, versioned(properties, reference));
    }

    void removeTransport(TransportFactory plugin) {
        plugins.remove(plugin);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addCrypto(CryptoFactory plugin, Map<String, Object> properties, ServiceReference<CryptoFactory> reference) {
        plugins.add(plugin, versioned(properties, reference));
    }

    void removeCrypto(CryptoFactory plugin) {
        plugins.remove(plugin);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addEngine(ServiceEngineFactory plugin, Map<String, Object> properties,
            ServiceReference<ServiceEngineFactory> reference) {
        plugins.add(plugin, versioned(properties, reference));
    }

    void removeEngine(ServiceEngineFactory plugin) {
        plugins.remove(plugin);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addIpc(IpcServerFactory plugin, Map<String, Object> properties, ServiceReference<IpcServerFactory> reference) {
        plugins.add(plugin, versioned(properties, reference));
    }

    void removeIpc(IpcServerFactory plugin) {
        plugins.remove(plugin);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addLog(LogSinkFactory plugin, Map<String, Object> properties, ServiceReference<LogSinkFactory> reference) {
        plugins.add(plugin, versioned(properties, reference));
    }

    void removeLog(LogSinkFactory plugin) {
        plugins.remove(plugin);
    }
}
