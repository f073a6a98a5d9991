package org.choros.spi.transport;

import java.net.InetAddress;
import java.nio.ByteBuffer;

import org.choros.spi.log.LogLevel;
import org.osgi.annotation.versioning.ProviderType;

/** The node as its transport sees it. Callbacks are made on the ring thread, one at a time. */
@ProviderType
public interface TransportHost {
    /** @return the thread on which a transport runs its I/O and makes its callbacks */
    RingThread ringThread();

    /**
     * A packet has arrived. A token (a packet that came by unicast) is handed over only after everything that was
     * waiting on the multicast path at that moment; what is handed over in front of it is marked.
     *
     * @param link the link (ring) it came in on
     * @param packet the datagram, position to limit; valid only during the call
     * @param flushing true when it is handed over because a token is waiting behind it (udp only)
     */
    void onPacket(int link, ByteBuffer packet, boolean flushing);

    /**
     * Says where the packet of the next {@link #onPacket} came from; for transports that know it.
     *
     * @param source the sender's address; null for a packet of our own, and when it is not known
     */
    default void onSource(InetAddress source) {
        // A node that does not care where packets come from has nothing to do.
    }

    /** A batch of packets has been handed over: the node may do what it does once per wake-up. */
    void onBatchEnd();

    /**
     * An interface came up, went down, or changed its address.
     *
     * @param link the link number
     * @param local the bound address
     * @param up whether it is usable
     */
    void onInterface(int link, InetAddress local, boolean up);

    /**
     * A datagram was dropped before it was looked at.
     *
     * @param cause why
     */
    void onDropped(Drop cause);

    /**
     * Writes a line into the node's log (subsystem TOTEM).
     *
     * @param level how grave
     * @param text the line
     */
    void log(LogLevel level, String text);

    /** Why a transport dropped a datagram. */
    enum Drop {
        /** It came from an address that is no configured member ({@code block_unlisted_ips}). */
        UNLISTED_SOURCE,
        /** It was longer than any packet can be. */
        TRUNCATED,
        /** The system refused to send it and it was not kept. */
        SEND_FAILED
    }
}
