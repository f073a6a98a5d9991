package org.choros.map;

import java.util.Comparator;

/**
 * The version of an entry. With {@link QuorumPolicy#QUORATE} the counter alone tells versions apart; with
 * {@link QuorumPolicy#ANY} two partitions may count alike, and the higher node and process win.
 *
 * @param counter counts the writes of the map, from 1; 0 is {@link #NONE}
 * @param nodeId the node that has written, unsigned
 * @param pid its process
 */
public record MapVersion(long counter, int nodeId, int pid) implements Comparable<MapVersion> {

    /** The version of a key that is not there. */
    public static final MapVersion NONE = new MapVersion(0, 0, 0);
    private static final Comparator<MapVersion> ORDER = Comparator.comparingLong(MapVersion::counter)
            .thenComparing(MapVersion::nodeId, Integer::compareUnsigned)
            .thenComparing(MapVersion::pid, Integer::compareUnsigned);

    @Override
    public int compareTo(MapVersion other) {
        return ORDER.compare(this, other);
    }

    /** @return counter, node and process: {@code 17@2:4711} */
    @Override
    public String toString() {
        return counter + "@" + Integer.toUnsignedString(nodeId) + ":" + Integer.toUnsignedString(pid);
    }
}
