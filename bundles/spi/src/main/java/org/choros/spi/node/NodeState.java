package org.choros.spi.node;

import java.util.Arrays;

import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.RingIdentity;

/**
 * What a node is, and how far.
 *
 * @param name its instance's name, or its name in the node list, or its node id: never empty
 * @param nodeId its id, unsigned
 * @param dialect 2 (corosync 2.4) or 3 (3.1)
 * @param cluster {@code totem.cluster_name}, empty when there is none
 * @param ready whether it has synchronised once since its start, so that clients are admitted, and does not end yet
 * @param steady whether its ring is operational and synchronised now
 * @param ring the ring of the last regular configuration
 * @param members the members of that ring, in ring order
 * @param quorum the quorum as last decided
 */
public record NodeState(String name, int nodeId, int dialect, String cluster, boolean ready, boolean steady,
        RingIdentity ring,
        int[] members, QuorumState quorum) {
    @Override
    public boolean equals(Object other) {
        return other instanceof NodeState that && name.equals(that.name) && nodeId == that.nodeId
                && dialect == that.dialect && cluster.equals(that.cluster) && ready == that.ready
                && steady == that.steady
                && ring.equals(that.ring) && Arrays.equals(members, that.members) && quorum.equals(that.quorum);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * name.hashCode() + ring.hashCode()) + Arrays.hashCode(members);
    }

    @Override
    public String toString() {
        return name + " (" + Integer.toUnsignedString(nodeId) + ")" + (ready ? " ready" : "")
                + (steady ? " steady" : "") + " members " + Arrays.toString(members) + " quorum " + quorum;
    }
}
