package org.choros.spi.transport;

import java.net.InetAddress;
import java.nio.ByteBuffer;

import org.choros.spi.log.LogLevel;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The node as its transport sees it. Callbacks are made on the ring thread, one at a time; the host throws nothing and
 * may call any method of the transport from within them.
 */
@ProviderType
public interface TransportHost {
    /** @return the thread on which a transport runs its I/O and makes its callbacks; for all threads */
    RingThread ringThread();

    /**
     * A packet has arrived. A token (a packet that came by unicast) is handed over only after everything that was
     * waiting on the multicast path of any link at that moment; a transport that has to read ahead for that marks what
     * it hands over in front of the token.
     *
     * @param link the link (ring) it came in on, a configured one
     * @param packet the datagram, position to limit; the transport's, valid only during the call, not changed by it
     * @param flushing true when it is handed over out of its turn because a token is waiting behind it (udp only)
     */
    void onPacket(int link, ByteBuffer packet, boolean flushing);

    /**
     * Says where the packet of the next {@link #onPacket} comes from, so that another host with our node id is found
     * out. A transport that knows it calls this before every packet; one that never does never calls it.
     *
     * @param source the sender's address; null or ours for a packet of our own; null when it is not known
     */
    default void onSource(InetAddress source) {
        // A node that does not care where packets come from has nothing to do.
    }

    /**
     * Packets have been handed over and no other follows at once: the node may do what it does once per wake-up, answer
     * and flush. It comes after the last packet of every batch, and after a batch of one.
     */
    void onBatchEnd();

    /**
     * Tells how a link is: once after the start, then whenever it comes up, goes down, or changes its address.
     *
     * @param link the link number, a configured one
     * @param local the bound address; of a link that is down the last one, or that which it waits for. In dialect 2 it
     *            is the node's name, and its id where none is configured
     * @param up whether it is usable
     */
    void onInterface(int link, InetAddress local, boolean up);

    /**
     * A packet was dropped; counted in {@code runtime.choros.packets.dropped_*}. It may be called from within methods
     * of the transport.
     *
     * @param cause why
     */
    void onDropped(Drop cause);

    /**
     * Writes a line into the node's log (subsystem TOTEM). It may be called from within methods of the transport.
     *
     * @param level how grave
     * @param text the line, with addresses and what to do
     */
    void log(LogLevel level, String text);

    /** Why a transport dropped a packet. */
    enum Drop {
        /** It came from an address that is no configured member ({@code block_unlisted_ips}). */
        UNLISTED_SOURCE,
        /** It was longer than any packet can be. */
        TRUNCATED,
        /** It could not be sent and was not kept, or a queue on the way out was full. */
        SEND_FAILED,
        /** It has arrived, but the transport's own queue in front of the ring thread was full. */
        RECEIVE_FULL
    }
}
