package org.choros.engine.amf.model;

import java.util.List;

/**
 * A service group: units that share workloads.
 *
 * @param name its name
 * @param redundancy how they share
 * @param units the units, by rank
 * @param workloads the workloads, by rank
 * @param components the components of every unit, in the order of their start
 * @param active how many units are active; n-way-active: for one workload
 * @param standby how many units are standby
 * @param maxActive how many workloads a unit is active for at most
 * @param maxStandby how many workloads a unit is standby for at most
 * @param autoAdjust whether workloads go back to the unit of the lowest rank
 * @param quorumNeeded whether workloads are stopped without quorum
 * @param recovery what follows failures
 */
public record Group(String name, Redundancy redundancy, List<Unit> units, List<Workload> workloads,
        List<Component> components, int active, int standby, int maxActive, int maxStandby, boolean autoAdjust,
        boolean quorumNeeded, Recovery recovery) {

    /** No limit of workloads. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /**
     * @param id a unit's id
     * @return the unit, or null
     */
    public Unit unit(String id) {
        for (Unit u : units) {
            if (u.id().equals(id)) {
                return u;
            }
        }
        return null;
    }

    /**
     * @param id a workload's id
     * @return the workload, or null
     */
    public Workload workload(String id) {
        for (Workload w : workloads) {
            if (w.id().equals(id)) {
                return w;
            }
        }
        return null;
    }

    /** @return the longest that it takes to stop a workload, component by component */
    public long stopBoundNs() {
        long sum = 0;
        for (Component c : components) {
            sum += c.stopBoundNs();
        }
        return sum;
    }
}
