package org.choros.availability;

import java.util.Locale;

/**
 * What an operation is about.
 *
 * @param kind what it is
 * @param name {@code GROUP/UNIT}, a group's name, a node's name or id, {@code GROUP/WORKLOAD}
 */
public record Target(Kind kind, String name) {
    /** What an operation can be about. */
    public enum Kind {
        /** A unit. */
        UNIT,
        /** A group. */
        GROUP,
        /** A node. */
        NODE,
        /** A workload. */
        WORKLOAD
    }

    /**
     * @param id {@code GROUP/UNIT}
     * @return the unit
     */
    public static Target unit(String id) {
        return new Target(Kind.UNIT, id);
    }

    /**
     * @param name a group's name
     * @return the group
     */
    public static Target group(String name) {
        return new Target(Kind.GROUP, name);
    }

    /**
     * @param name a node's name or id
     * @return the node
     */
    public static Target node(String name) {
        return new Target(Kind.NODE, name);
    }

    /**
     * @param id {@code GROUP/WORKLOAD}
     * @return the workload
     */
    public static Target workload(String id) {
        return new Target(Kind.WORKLOAD, id);
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + ' ' + name;
    }
}
