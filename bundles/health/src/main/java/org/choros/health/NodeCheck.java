package org.choros.health;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.shell.nodes.NodeName;
import org.choros.shell.nodes.Nodes;

/** One check of one node, as a health check. */
final class NodeCheck implements HealthCheck {
    private final Nodes nodes;
    private final NodeName node;
    private final Check check;

    NodeCheck(Nodes nodes, NodeName node, Check check) {
        this.nodes = nodes;
        this.node = node;
        this.check = check;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        try {
            check.judge(nodes, node, log);
        } catch (ChorosException e) {
            if (e.error() == CsError.TRY_AGAIN || e.error() == CsError.NOT_SUPPORTED) {
                log.temporarilyUnavailable("Node {} synchronises, or is about to end: {}", node.name(),
                        e.getMessage());
            } else {
                log.critical("Node {} could not be asked, its log may say why: {}", node.name(), e.getMessage());
            }
        }
        return new Result(log);
    }
}
