package org.choros.base;

/**
 * The name of one ring, that is of one membership.
 *
 * @param nodeId the representative's node id, unsigned; 0 when it is not known
 * @param seq the ring's sequence
 */
public record RingId(int nodeId, long seq) {
    /** @return as corosync 3 writes it: {@code 1.2a} */
    @Override
    public String toString() {
        return Integer.toUnsignedString(nodeId) + "." + Long.toHexString(seq);
    }
}
