package org.choros.engine.amf.supervise;

/**
 * How a component is for a workload in a unit.
 *
 * @param slot the workload and the unit
 * @param name its name
 * @param presence whether it is there
 * @param restarts how often it was restarted
 * @param cause why it failed last; empty for never
 */
public record ComponentState(Slot slot, String name, Presence presence, int restarts, String cause)
        implements
            Comparable<ComponentState> {
    /** Which component it is, for people. */
    @Override
    public String toString() {
        return slot + ": " + name;
    }

    /**
     * @param other another state
     * @return whether it is of the same component
     */
    public boolean isOf(ComponentState other) {
        return compareTo(other) == 0;
    }

    /** By component, however that is. */
    @Override
    public int compareTo(ComponentState other) {
        int c = slot.compareTo(other.slot);
        return c != 0 ? c : name.compareTo(other.name);
    }
}
