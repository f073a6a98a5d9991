package org.choros.transport.udp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;

import org.choros.spi.transport.TransportException;

/** The sockets of one transport while its interface is up. All methods are called on the ring thread. */
interface SocketSet {
    /** Sends to all members, or with {@code everybody} false to those that ordered messages go to. */
    void multicast(ByteBuffer packet, boolean everybody);

    /** Sends to one processor. */
    void unicast(ByteBuffer packet, InetSocketAddress target);

    /** Hands what was written to the system, the multicasts first. */
    void flush();

    /** Empties the receive buffers. */
    void discardReceived();

    /** Replaces the configured members. */
    void members(List<InetAddress> members) throws TransportException;

    /** Says who is in the ring. */
    void ringMembers(List<InetAddress> members);

    /** Sends what was written and closes. */
    void close();
}
