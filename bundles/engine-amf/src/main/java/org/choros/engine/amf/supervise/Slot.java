package org.choros.engine.amf.supervise;

/**
 * A place for a workload: at most one entry of the ledger, at most one instance.
 *
 * @param workload the workload's id
 * @param unit the unit's id
 */
public record Slot(String workload, String unit) implements Comparable<Slot> {
    @Override
    public int compareTo(Slot other) {
        int c = workload.compareTo(other.workload);
        return c != 0 ? c : unit.compareTo(other.unit);
    }

    @Override
    public String toString() {
        return workload + " in " + unit;
    }
}
