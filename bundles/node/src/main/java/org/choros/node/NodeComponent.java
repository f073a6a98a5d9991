package org.choros.node;

import java.util.Map;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** A node in a container: one for each configuration {@code org.choros.node~NAME}. */
@Component(service = NodeComponent.class, immediate = true, configurationPid = NodeComponent.PID, // one a node
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class NodeComponent {
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

    @Deactivate
    void stop() {
        node.close();
    }
}
