package org.choros.node;

import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.function.BiConsumer;

import org.choros.spi.node.LocalNode;
import org.choros.spi.node.LocalServerFactory;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The node of the standalone daemon. It exists where the launcher offers its exit (a {@code BiConsumer<Integer,
 * String>} with {@code choros.role=exit}), and offers the launcher a {@code Runnable} with
 * {@code choros.role=shutdown}.
 */
@Component(service = LocalNode.class, immediate = true)
public final class StandaloneComponent implements LocalNode {
    private static final String PREFIX = "choros.standalone.";

    private final Node node;
    private final ServiceRegistration<Runnable> shutdown;

    /**
     * @param context ours
     * @param registry the plug-ins
     * @param exit the launcher
     */
    @Activate
    public StandaloneComponent(BundleContext context, @Reference PluginRegistry registry,
            @Reference(target = "(choros.role=exit)") BiConsumer<Integer, String> exit) {
        String realtime = property("realtime");
        String guardian = property("guardian");
        NodeOptions options = NodeOptions.standalone(property("configuration"),
                realtime == null ? null : Boolean.valueOf(realtime), System.getenv());
        node = Node.start(guardian == null ? options : options.guardedBy(Path.of(guardian)), registry.plugins());
        node.end().thenAccept(end -> exit.accept(end.status(), end.message()));
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("choros.role", "shutdown");
        shutdown = context.registerService(Runnable.class, node::shutdownBySignal, properties);
    }

    private static String property(String name) {
        String value = System.getProperty(PREFIX + name);
        return value == null || "null".equals(value) ? null : value;
    }

    @Override
    public void attach(LocalServerFactory factory) {
        node.attach(factory);
    }

    @Override
    public void detach(LocalServerFactory factory) {
        node.detach(factory);
    }

    @Deactivate
    void stop() {
        shutdown.unregister();
        node.close();
    }
}
