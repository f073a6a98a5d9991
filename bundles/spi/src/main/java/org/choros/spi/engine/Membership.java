package org.choros.spi.engine;

import java.util.Arrays;

/**
 * A configuration change as the ring reports it. Node ids are unsigned.
 *
 * @param regular true for a regular configuration, false for the transitional one before it
 * @param ring the new ring
 * @param members the members, in ring order; of a transitional configuration those that come along
 * @param joined who is new (regular only)
 * @param left who is gone (transitional only)
 * @param transitional the members of the transitional configuration before (regular only)
 */
public record Membership(boolean regular, RingIdentity ring, int[] members, int[] joined, int[] left,
        int[] transitional) {
    /**
     * @param nodeId a node id
     * @return whether it is a member
     */
    public boolean isMember(int nodeId) {
        for (int m : members) {
            if (m == nodeId) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Membership that && regular == that.regular && ring.equals(that.ring)
                && Arrays.equals(members, that.members) && Arrays.equals(joined, that.joined)
                && Arrays.equals(left, that.left) && Arrays.equals(transitional, that.transitional);
    }

    @Override
    public int hashCode() {
        return ring.hashCode() * 31 + Arrays.hashCode(members);
    }

    @Override
    public String toString() {
        return (regular ? "regular" : "transitional") + " ring " + ring + " members " + Arrays.toString(members)
                + " joined " + Arrays.toString(joined) + " left " + Arrays.toString(left);
    }
}
