package org.choros.availability;

import java.util.List;
import java.util.Optional;

/**
 * All that a node knows of what is kept available, at one moment.
 *
 * @param nodeId who says it, unsigned
 * @param quorate whether that node is quorate
 * @param waitsFor why nothing changes now; empty while the cluster does what has to be done
 * @param epoch the sequence of the last ring whose members were all quorate, unsigned; 0 for none
 * @param configured whether a configuration is in use
 * @param configVersion its {@code totem.config_version}, unsigned
 * @param restarts how often components of that node were restarted since its service began
 * @param failovers how often a workload became active in another unit than before since then
 * @param change the number of the last change that watchers of that node were told
 * @param complete false when there were too many components to list
 * @param nodes nodes with units and those that take part, by id
 * @param groups the groups, by name
 * @param leftOut groups that are declared and not in use
 */
public record AvailabilityStatus(int nodeId, boolean quorate, String waitsFor, long epoch, boolean configured,
        long configVersion, long restarts, long failovers, long change, boolean complete, List<NodeState> nodes,
        List<GroupState> groups, List<LeftOut> leftOut) {

    /** @return whether the cluster does what has to be done */
    public boolean managed() {
        return waitsFor.isEmpty();
    }

    /**
     * @param id {@code GROUP/WORKLOAD}
     * @return the workload
     */
    public Optional<WorkloadState> workload(String id) {
        return groups.stream().flatMap(g -> g.workloads().stream()).filter(w -> w.id().equals(id)).findFirst();
    }

    /**
     * @param id {@code GROUP/UNIT}
     * @return the unit
     */
    public Optional<UnitState> unit(String id) {
        return groups.stream().flatMap(g -> g.units().stream()).filter(u -> u.id().equals(id)).findFirst();
    }

    /**
     * @param id a node's id
     * @return the node
     */
    public Optional<NodeState> node(int id) {
        return nodes.stream().filter(n -> n.nodeId() == id).findFirst();
    }
}
