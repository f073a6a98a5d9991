package org.choros.health;

import org.apache.felix.hc.api.FormattingResultLog;
import org.choros.base.ChorosException;
import org.choros.shell.nodes.NodeName;
import org.choros.shell.nodes.Nodes;

/** Judges one side of a node. */
@FunctionalInterface
interface Check {
    /**
     * @param nodes the nodes of this framework
     * @param node the one to be judged
     * @param log what is found; the worst entry counts
     * @throws ChorosException when the node cannot be asked
     */
    void judge(Nodes nodes, NodeName node, FormattingResultLog log) throws ChorosException;
}
