package org.choros.node.core;

import java.nio.ByteBuffer;

import org.choros.totem.ring.RingConfiguration;
import org.choros.totem.ring.RingEvent;
import org.choros.wire.totem.RingId;

/**
 * Watches a {@link NodeCore} from outside: for simulators, recorders and tests. Is told before the node itself acts on
 * what it is told; changes nothing and does not call back.
 */
public interface CoreObserver {
    /**
     * A frame in the total order, of the ring of the last regular configuration.
     *
     * @param sender its originator
     * @param seq its sequence number
     * @param frame the totempg frame, valid during the call, left as it is
     */
    void onFrame(int sender, int seq, ByteBuffer frame);

    /**
     * @param configuration the transitional or the regular configuration
     */
    void onConfiguration(RingConfiguration configuration);

    /**
     * @param event what the ring tells about itself
     */
    void onEvent(RingEvent event);

    /**
     * The services have synchronised.
     *
     * @param ring the ring on which they have
     */
    void onSynchronised(RingId ring);
}
