package org.choros.node;

import java.util.Map;

import org.choros.spi.node.LocalNode;
import org.choros.spi.node.LocalServerFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * A node in a container: one for each configuration {@code org.choros.node~NAME}, and a service with its properties.
 */
@Component(service = LocalNode.class, immediate = true, configurationPid = NodeComponent.PID, // one a node
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class NodeComponent implements LocalNode {
    /** The factory configuration, {@code org.choros.node~NAME}. */
    static final String PID = "org.choros.node";

    private final Node node;

    /**
     * @param registry the plug-ins
     * @param properties see {@link NodeOptions}
     */
    @Activate
    public NodeComponent(@Reference PluginRegistry registry, Map<String, Object> properties) {
        node = Node.start(NodeOptions.embedded(properties), registry.plugins());
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
        node.close();
    }
}
