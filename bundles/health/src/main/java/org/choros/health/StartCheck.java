package org.choros.health;

import java.util.List;
import java.util.function.Supplier;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.choros.shell.nodes.NodeName;
import org.choros.shell.nodes.Nodes;

/** A node that is configured in this framework serves: it has formed its first ring, and has not ended. */
final class StartCheck implements HealthCheck {
    private final Nodes nodes;
    private final String instance;
    private final Supplier<List<String>> instances;

    /**
     * @param nodes those that serve
     * @param instance the instance's name, empty when it has none
     * @param instances those of all nodes that are configured
     */
    StartCheck(Nodes nodes, String instance, Supplier<List<String>> instances) {
        this.nodes = nodes;
        this.instance = instance;
        this.instances = instances;
    }

    @Override
    public Result execute() {
        String which = instance.isEmpty() ? "A node without an instance's name" : "Node " + instance;
        return serves()
                ? new Result(Result.Status.OK, which + " serves")
                : new Result(Result.Status.TEMPORARILY_UNAVAILABLE,
                        which + " does not serve: it forms its first ring, waits for a plug-in or has ended; its log "
                                + "says which");
    }

    private boolean serves() {
        List<String> serving = nodes.list().stream().map(NodeName::name).toList();
        if (!instance.isEmpty()) {
            return serving.contains(instance);
        }
        // its name is the node list's: as many have to serve that are no instances as there are of these nodes
        List<String> all = instances.get();
        return serving.stream().filter(name -> !all.contains(name)).count() >= all.stream().filter(String::isEmpty)
                .count();
    }
}
