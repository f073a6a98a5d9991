package org.choros.totem.rrp;

import java.nio.ByteBuffer;

/**
 * Everything {@link RedundantRings} want done. Buffers are valid during the call only, position to limit; the receiver
 * leaves position and limit alone.
 */
public interface RedundantOutput {
    /**
     * Send to all on one link.
     *
     * @param link the link
     * @param packet the packet
     * @param everybody whether it is to reach every configured processor and ourselves
     */
    void multicast(int link, ByteBuffer packet, boolean everybody);

    /**
     * Send to the next processor on one link.
     *
     * @param link the link
     * @param packet the packet
     */
    void unicast(int link, ByteBuffer packet);

    /**
     * A packet for the ring. May call back.
     *
     * @param link the link it came in on
     * @param packet the packet
     * @param flushing whether a token waits behind it
     */
    void packet(int link, ByteBuffer packet, boolean flushing);

    /**
     * A link was found faulty, or is in use again.
     *
     * @param link the link
     * @param faulty which of both
     */
    void faulty(int link, boolean faulty);

    /**
     * Something for the log.
     *
     * @param event what happened
     */
    void trace(RedundancyEvent event);
}
