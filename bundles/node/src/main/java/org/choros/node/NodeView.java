package org.choros.node;

import java.util.List;

import org.choros.node.core.NodeCore;
import org.choros.totem.ring.State;
import org.choros.wire.totem.Processor;

/**
 * What a node was like at one moment.
 *
 * @param members the node ids of its ring, ascending as unsigned numbers; empty before the first
 * @param ready whether the ring is formed and its services have agreed once since the start
 * @param quorate whether the members have quorum; true where no provider is configured
 */
public record NodeView(List<Integer> members, boolean ready, boolean quorate) {

    /** Of a node that has no ring yet, or none any more. */
    public static final NodeView NONE = new NodeView(List.of(), false, false);

    static NodeView of(NodeCore core) {
        if (core == null) {
            return NONE;
        }
        List<Integer> members = core.members().stream().map(Processor::nodeId).sorted(Integer::compareUnsigned)
                .toList();
        return new NodeView(members, core.ready() && core.ring().state() == State.OPERATIONAL,
                core.services().quorum().quorate());
    }
}
