package org.choros.spi.transport;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Carries packets between the processors of one ring, for one node. A packet is a whole datagram, envelope and all; a
 * transport does not look inside.
 *
 * <p><b>Threads.</b> Every method is called on the ring thread of the {@link TransportHost}, and every callback to the
 * host is made on it. Nothing may block: the ring, the engines and all clients of the node wait meanwhile. The host
 * calls methods of the transport from within its callbacks, {@link #close()} included. The other way round
 * {@link TransportHost#onPacket}, {@link TransportHost#onBatchEnd} and {@link TransportHost#onInterface} are never made
 * from within a call of a method of the transport, but by a later task of the ring thread;
 * {@link TransportHost#onDropped} and {@link TransportHost#log} may be.
 *
 * <p><b>Life.</b> {@link TransportFactory#create}, {@link #start()} once, anything, {@link #close()}. Before the start
 * and after the end packets are lost without an error and the other methods do nothing. When the transport is replaced
 * in a running node the next one is started in the task that has closed this one; it is told the {@link #target} of
 * each link and the {@link #ringMembers} right after its start.
 *
 * <p><b>Loss.</b> The ring expects a network that loses, delays and now and then repeats packets: a packet that cannot
 * be sent or kept is dropped, never waited for, and told by {@link TransportHost#onDropped}. What the ring relies upon
 * is that nothing is altered or invented, and the order described at {@link #unicast}.
 *
 * <p><b>Sizes.</b> Packets of {@value #PACKET_MAX} bytes have to be carried with dialect 3, of
 * {@value #PACKET_MAX_DIALECT_2} with dialect 2; full frames have the length of {@code totem.netmtu}, joins and commit
 * tokens of large clusters are longer. A transport whose medium takes less cuts and joins packets itself.
 *
 * <p><b>Buffers.</b> A packet that is given to a transport is the caller's: the transport has its own copy when the
 * method returns, and neither changes the bytes nor position, limit and byte order. A packet that is handed to the host
 * is the transport's and valid only during the call; the host changes nothing of it. Buffers may be direct, on the heap
 * or read-only.
 *
 * <p>A method that throws an unchecked exception loses what it was given; the node counts it and writes a line.
 */
@ConsumerType
public interface Transport extends AutoCloseable {
    /** The longest packet with dialect 3, bytes: the payload of UDP over IPv4. */
    int PACKET_MAX = 65_507;

    /** The longest packet with dialect 2, bytes: a C daemon drops what is longer. */
    int PACKET_MAX_DIALECT_2 = 10_000;

    /**
     * Looks for the interfaces, binds, begins to receive. {@link TransportHost#onInterface} then tells of each link
     * whether it is up: for the first time not before this call has returned, and some 100 ms later at the latest. The
     * ring is formed when every link has been told of and one of them is up. No other callback comes before that
     * return either.
     *
     * @throws TransportException when an address or a device cannot be used, now or ever; the message names it and says
     *             what to do. Nothing is left open then, and {@link #close()} is not called. A node that starts ends
     *             with it; one that runs tries again with a new transport every 500 ms
     */
    void start() throws TransportException;

    /**
     * Sends to the ring over one link: to whoever listens, or to the configured members.
     *
     * @param link the link (ring) number, from 0; a packet for a link that is not configured is lost
     * @param packet the packet, position to limit
     * @param everybody true for messages that have to reach every configured processor and the sender itself (join,
     *            merge detect, hold cancel): a copy comes back by {@link TransportHost#onPacket} exactly once, in the
     *            order of sending, also when the network does not work at all, for a node that hears nobody forms a
     *            ring of its own. False for ordered messages, whose own copy the ring keeps: one may come back, and
     *            those who are not in the ring may be spared
     */
    void multicast(int link, ByteBuffer packet, boolean everybody);

    /**
     * Sets whom {@link #unicast} reaches on a link from now on.
     *
     * @param link the link (ring) number, from 0; nothing happens for one that is not configured
     * @param target the address of the next processor on that link, possibly our own
     */
    void target(int link, InetAddress target);

    /**
     * Sends to the target of one link (a token). It has to arrive behind everything that was given to
     * {@link #multicast} before, for that target and on any link, as far as that arrives at all: a message that comes
     * after the token is asked for and sent once more, and a ring in which that is the rule is slow. To ourselves it
     * comes back like anybody's.
     *
     * @param link the link (ring) number, from 0; lost without a target and on a link that is not configured
     * @param packet the packet, position to limit
     */
    void unicast(int link, ByteBuffer packet);

    /**
     * Says that the ring is done with one event: what was batched is to be sent now. A transport may send before; it
     * must not wait longer.
     */
    void flush();

    /**
     * Throws away everything that has arrived and was not handed over (a pause of the process made it stale), own
     * copies included. What arrives later is delivered, by a transport with a thread of its own after a moment. It may
     * be called from within {@link TransportHost#onPacket}: the rest of the batch is stale too.
     */
    void discardReceived();

    /**
     * Asks for a look at the interfaces now (the token was lost), without waiting for it. Only changes are told, by
     * {@link TransportHost#onInterface}. A transport whose interfaces cannot change has nothing to do.
     */
    void checkInterfaces();

    /**
     * Says who is in the ring now, so that a transport may spare the others and watch its interfaces when the node is
     * alone. Told with each new ring.
     *
     * @param members the addresses on link 0 of the members of the present ring, ourselves included; one whose address
     *            is not known is not listed
     */
    void ringMembers(List<InetAddress> members);

    /**
     * Replaces the configured members (a reload); packets from and to the others go on. Our own addresses do not
     * change.
     *
     * @param members all configured processors, ourselves included
     */
    void members(List<Member> members);

    /**
     * Ends in order: what was given to {@link #unicast} and {@link #multicast} before is sent first, flushed or not,
     * for it is the leave. When this returns no callback comes any more, not even of what had arrived; and addresses
     * and ports may be bound again at once by the next transport of this ring thread. Another call does nothing.
     */
    @Override
    void close();
}
