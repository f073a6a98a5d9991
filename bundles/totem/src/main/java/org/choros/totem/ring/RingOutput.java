package org.choros.totem.ring;

import java.nio.ByteBuffer;

import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;

/**
 * Everything a {@link Ring} wants done. Buffers are the ring's own and valid during the call only, position to limit;
 * the receiver leaves position, limit and contents alone. Packets are plain totemsrp messages: the envelope and the
 * cryptography of dialect 2 are put around them below.
 *
 * <p>
 * Calls back into the ring are allowed from {@link #deliver}, {@link #configuration}, {@link #tokenReceived},
 * {@link #tokenSent}, {@link #space} and {@link #store} ({@code offer}, {@code wake}, {@code syncComplete},
 * {@code onStored}), not from the others.
 */
public interface RingOutput {
    /**
     * Send to the ring.
     *
     * @param packet the packet
     * @param everybody true for joins, leaves, merge detects and hold cancels, which reach every configured processor
     *            and come back to ourselves; false for ordered messages (of which we keep our own copy)
     */
    void multicast(ByteBuffer packet, boolean everybody);

    /**
     * The next processor of the ring, to whom {@link #unicast} goes from now on; possibly ourselves. Said for every
     * configured link in turn.
     *
     * @param link the link
     * @param next the processor; in dialect 2 it carries its addresses, in dialect 3 they are configured by node id
     */
    void target(int link, Processor next);

    /**
     * Send to the next processor.
     *
     * @param packet a token or commit token
     */
    void unicast(ByteBuffer packet);

    /**
     * An ordered frame, ours included.
     *
     * @param sender the originator's node id
     * @param seq its sequence number on the ring it was sent on
     * @param frame the totempg frame, in the byte order of its originator
     */
    void deliver(int sender, int seq, ByteBuffer frame);

    /**
     * The configuration changed.
     *
     * @param configuration the transitional or the regular configuration
     */
    void configuration(RingConfiguration configuration);

    /**
     * From here on, reassemble frames in the other set of states: called between the last frame of the old ring and the
     * regular configuration (true), and from {@link Ring#syncComplete} (false).
     *
     * @param synchronising whether frames are now those of the synchronisation
     */
    void reassembly(boolean synchronising);

    /**
     * Write the sequence number to stable storage, then answer with {@link Ring#onStored}; the commit token waits for
     * it. May answer before it returns.
     *
     * @param ring the ring id; its sequence is what is written, as 8 bytes
     */
    void store(RingId ring);

    /** The token has come, or the queues are about to change: what waits for company is to be offered now. */
    void tokenReceived();

    /**
     * The token has been handled and passed on, or kept: once a rotation.
     *
     * @param nowNs the time
     */
    void tokenSent(long nowNs);

    /** There is room again after {@link Ring#hasRoom} or {@link Ring#offer} had said no. */
    void space();

    /** The process was not scheduled for a while: throw away what waits in the receive sockets. */
    void discardReceived();

    /** The token was lost: look at the interfaces. */
    void checkInterfaces();

    /**
     * Something worth a log line, a mark or a look.
     *
     * @param event what happened
     */
    void trace(RingEvent event);
}
