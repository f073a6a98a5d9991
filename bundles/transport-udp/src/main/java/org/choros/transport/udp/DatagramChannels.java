package org.choros.transport.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;

import io.netty.channel.socket.DatagramChannel;

/** Makes datagram channels of one kind and reads them past the event loop. */
interface DatagramChannels {
    /** @return a new channel of the family of {@code address} */
    DatagramChannel open(InetAddress address) throws IOException;

    /**
     * Reads one datagram now, without waiting for the event loop's next round.
     *
     * @param channel one that {@link #open} made
     * @param into direct; where to put it: position and limit are set around it
     * @return false when there is none
     */
    boolean receive(DatagramChannel channel, ByteBuffer into) throws IOException;

    /**
     * Makes a channel send its multicasts out of one interface, and not back to this host.
     *
     * @param channel one that {@link #open} made
     * @param timeToLive how many networks they may cross
     */
    void sendMulticasts(DatagramChannel channel, LocalInterface from, int timeToLive) throws IOException;

    /** @return how many datagrams one system call reads */
    int readBatch();

    /** @return whether Linux's epoll can be used here; its classes may be missing altogether */
    static boolean epollAvailable() {
        try {
            return EpollChannels.available();
        } catch (LinkageError notInstalled) {
            return false;
        }
    }
}
