package org.choros.spi.transport;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Carries packets between the processors of one ring. All methods are called on the ring thread of the
 * {@link TransportHost} and never block. Packets are complete UDP payloads (envelope and all); a transport does not
 * look inside.
 */
@ConsumerType
public interface Transport extends AutoCloseable {
    /**
     * Looks for the interfaces and binds. The result is told by {@link TransportHost#onInterface}, not before this call
     * has returned; that first report comes about 100 ms later at the latest.
     *
     * @throws TransportException when a socket cannot be bound
     */
    void start() throws TransportException;

    /**
     * Sends to the ring over one link. The transport has its own copy when this returns.
     *
     * @param link the link (ring) number, from 0; a packet for a link that is not configured is lost
     * @param packet the packet, position to limit; left unchanged
     * @param everybody true for messages that have to reach every configured processor and the sender itself (join,
     *            merge detect, hold cancel), false for ordered messages, whose own copy the ring keeps
     */
    void multicast(int link, ByteBuffer packet, boolean everybody);

    /**
     * Sets whom {@link #unicast} reaches on a link from now on.
     *
     * @param link the link (ring) number, from 0
     * @param target the address of the next processor, possibly our own
     */
    void target(int link, InetAddress target);

    /**
     * Sends to the target of one link (a token), after everything that was given to {@link #multicast} for it before.
     *
     * @param link the link (ring) number, from 0
     * @param packet the packet, position to limit; left unchanged
     */
    void unicast(int link, ByteBuffer packet);

    /** Says that the ring is done with one event: what was batched is to be sent now. */
    void flush();

    /**
     * Throws away what waits in the receive sockets (a pause of the process made it stale). What arrives later is
     * delivered.
     */
    void discardReceived();

    /** Asks for a look at the interfaces now (token loss); changes are told by {@link TransportHost#onInterface}. */
    void checkInterfaces();

    /**
     * Says how many members the ring has, so that a transport may watch its interfaces when alone.
     *
     * @param members the addresses on link 0 of the members of the present ring
     */
    void ringMembers(List<InetAddress> members);

    /**
     * Replaces the configured members (a reload).
     *
     * @param members all configured processors, ourselves included
     */
    void members(List<Member> members);

    /** Closes the sockets; what was given to {@link #unicast} and {@link #multicast} before is sent first. */
    @Override
    void close();
}
