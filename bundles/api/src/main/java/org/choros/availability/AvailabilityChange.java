package org.choros.availability;

/**
 * Something is another way than before.
 *
 * @param number its number; they follow each other on one node as long as its service lives
 * @param kind what has changed
 * @param nodeId the node that it is of, unsigned, 0 for none
 * @param subject what: {@code GROUP/WORKLOAD in GROUP/UNIT}; {@code GROUP/UNIT};
 *            {@code GROUP/WORKLOAD in GROUP/UNIT: COMPONENT}; a node's name; {@code cluster}
 * @param state how it is now, in words
 * @param before how it was; empty when it was not there
 * @param cause why, in words; may be empty
 */
public record AvailabilityChange(long number, Kind kind, int nodeId, String subject, String state, String before,
        String cause) {
    /** What can change. */
    public enum Kind {
        /** Who has a workload. */
        ASSIGNMENT,
        /** What a unit can be used for. */
        UNIT,
        /** A component. */
        COMPONENT,
        /** Whether a node is here, and in doubt. */
        NODE,
        /** Whether the cluster does what has to be done. */
        CLUSTER
    }
}
