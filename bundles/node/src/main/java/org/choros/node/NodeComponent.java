package org.choros.node;

import java.util.Map;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** A node in a container: one for each configuration {@code org.choros.node~NAME}. */
@Component(service = NodeComponent.class, configurationPid = "org.choros.node", immediate = true,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class NodeComponent {
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
