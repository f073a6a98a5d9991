package org.choros.transport.udp;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.Socket;

/** Native channels of Linux, which read and write many datagrams in one system call. */
final class EpollChannels implements DatagramChannels {
    private static final int READ_BATCH = 32;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_MULTICAST_IF = 17;

    static boolean available() {
        return Epoll.isAvailable();
    }

    static boolean fits(IoEventLoop loop) {
        return loop.isIoType(EpollIoHandler.class);
    }

    static IoHandlerFactory handlers() {
        return EpollIoHandler.newFactory();
    }

    @Override
    public DatagramChannel open(InetAddress address) {
        EpollDatagramChannel channel = new EpollDatagramChannel(
                address instanceof Inet6Address ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET);
        channel.config().setMaxDatagramPayloadSize(ReceiveBuffer.DATAGRAM_MAX);
        return channel;
    }

    @Override
    public boolean receive(DatagramChannel channel, ByteBuffer into) throws IOException {
        Socket socket = (Socket) ((EpollDatagramChannel) channel).fd();
        int length = socket.recv(into, 0, into.capacity());
        if (length == 0) {
            return false;
        }
        // an empty datagram reads as -1, like the end of a stream
        into.limit(Math.max(length, 0)).position(0);
        return true;
    }

    @Override
    public void sendMulticasts(DatagramChannel channel, LocalInterface from, int timeToLive) throws IOException {
        channel.config().setOption(ChannelOption.IP_MULTICAST_LOOP_DISABLED, true);
        channel.config().setOption(ChannelOption.IP_MULTICAST_TTL, timeToLive);
        if (from.address() instanceof Inet6Address) {
            Socket socket = (Socket) ((EpollDatagramChannel) channel).fd();
            socket.setIntOpt(IPPROTO_IPV6, IPV6_MULTICAST_IF, from.device().getIndex());
        } else {
            channel.config().setOption(ChannelOption.IP_MULTICAST_ADDR, from.address());
        }
    }

    @Override
    public int readBatch() {
        return READ_BATCH;
    }
}
