package org.choros.engine.amf;

import java.util.Locale;

/**
 * What an operation is about.
 *
 * @param kind what it is
 * @param name a unit's or workload's id, a group's name, a node's id as an unsigned number
 */
public record Target(Kind kind, String name) implements Comparable<Target> {
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
     * @param id a node's id
     * @return the node
     */
    public static Target node(int id) {
        return new Target(Kind.NODE, Integer.toUnsignedString(id));
    }

    /**
     * @param id a unit's id
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
     * @param id a workload's id
     * @return the workload
     */
    public static Target workload(String id) {
        return new Target(Kind.WORKLOAD, id);
    }

    /** What {@link #toString} has said; null for anything else. */
    static Target parse(String text) {
        for (Kind k : Kind.values()) {
            String word = word(k);
            if (text.startsWith(word) && text.length() > word.length()) {
                String name = text.substring(word.length());
                return k == Kind.NODE && !isNode(name) ? null : new Target(k, name);
            }
        }
        return null;
    }

    private static boolean isNode(String name) {
        return name.matches("[0-9]{1,10}") && Long.parseLong(name) >>> Integer.SIZE == 0;
    }

    private static String word(Kind k) {
        return k.name().toLowerCase(Locale.ROOT) + ' ';
    }

    /** The node's id. */
    int nodeId() {
        return Integer.parseUnsignedInt(name);
    }

    @Override
    public int compareTo(Target other) {
        int c = kind.compareTo(other.kind);
        return c != 0 ? c : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return word(kind) + name;
    }
}
