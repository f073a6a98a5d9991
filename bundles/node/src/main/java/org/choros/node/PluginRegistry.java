package org.choros.node;

import java.util.Map;

import org.choros.spi.config.ConfigurationSource;
import org.choros.spi.crypto.CryptoFactory;
import org.choros.spi.engine.ServiceEngineFactory;
import org.choros.spi.ipc.IpcServerFactory;
import org.choros.spi.log.LogSinkFactory;
import org.choros.spi.transport.TransportFactory;
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

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addSource(ConfigurationSource plugin, Map<String, Object> properties) {
        plugins.add(plugin, properties);
    }

    void removeSource(ConfigurationSource plugin) {
        plugins.remove(plugin);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addTransport(TransportFactory plugin, Map<String, Object> properties) {
        plugins.add(plugin, properties);
    }

    void removeTransport(TransportFactory plugin) {
        plugins.remove(plugin);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addCrypto(CryptoFactory plugin, Map<String, Object> properties) {
        plugins.add(plugin, properties);
    }

    void removeCrypto(CryptoFactory plugin) {
        plugins.remove(plugin);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addEngine(ServiceEngineFactory plugin, Map<String, Object> properties) {
        plugins.add(plugin, properties);
    }

    void removeEngine(ServiceEngineFactory plugin) {
        plugins.remove(plugin);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addIpc(IpcServerFactory plugin, Map<String, Object> properties) {
        plugins.add(plugin, properties);
    }

    void removeIpc(IpcServerFactory plugin) {
        plugins.remove(plugin);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addLog(LogSinkFactory plugin, Map<String, Object> properties) {
        plugins.add(plugin, properties);
    }

    void removeLog(LogSinkFactory plugin) {
        plugins.remove(plugin);
    }
}
