package org.choros.spi.engine;

/**
 * A ring as services and clients see it.
 *
 * @param nodeId the representative's node id
 * @param seq the ring sequence, unsigned
 */
public record RingIdentity(int nodeId, long seq) {
    /** No ring yet. */
    public static final RingIdentity NONE = new RingIdentity(0, 0);
}
