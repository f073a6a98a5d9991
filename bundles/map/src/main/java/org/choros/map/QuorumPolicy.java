package org.choros.map;

/** Where a map may be written. Maps of one name and different policies are different maps. */
public enum QuorumPolicy {
    /**
     * In a quorate partition only, elsewhere writes fail. When partitions meet, the one that was quorate last wins, and
     * what others have differently is dropped. Needs quorum: of the two partitions at most one may be quorate.
     */
    QUORATE,
    /**
     * Everywhere. When partitions meet, of each key the highest version wins; deletions are remembered for that,
     * up to a bound.
     */
    ANY
}
