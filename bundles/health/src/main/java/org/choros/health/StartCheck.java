package org.choros.health;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.choros.shell.nodes.Nodes;

/** A node that is configured in this framework serves: it has formed its first ring, and has not ended. */
final class StartCheck implements HealthCheck {
    private final Nodes nodes;
    private final String instance;

    /**
     * @param nodes those that serve
     * @param instance the instance's name, empty when it has none
     */
    StartCheck(Nodes nodes, String instance) {
        this.nodes = nodes;
        this.instance = instance;
    }

    @Override
    public Result execute() {
        String which = instance.isEmpty() ? "A node without an instance's name" : "Node " + instance;
        return !nodes.silent().contains(instance)
                ? new Result(Result.Status.OK, which + " serves")
                : new Result(Result.Status.TEMPORARILY_UNAVAILABLE,
                        which + " does not serve: it forms its first ring, waits for a plug-in or has ended; its log "
                                + "says which");
    }
}
