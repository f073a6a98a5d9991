package org.choros.transport.udp;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.WeakHashMap;

import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;

/** Channels of the JDK, for systems without epoll. */
final class NioChannels implements DatagramChannels {
    /** The JDK refuses to bind an IPv4 socket to it, but not one of both families. */
    private static final InetAddress BROADCAST = new InetSocketAddress("255.255.255.255", 0).getAddress();

    private final Map<DatagramChannel, java.nio.channels.DatagramChannel> below = new WeakHashMap<>();

    @Override
    public DatagramChannel open(InetAddress address) throws IOException {
        java.nio.channels.DatagramChannel socket = address.equals(BROADCAST)
                ? java.nio.channels.DatagramChannel.open()
                : java.nio.channels.DatagramChannel.open(address instanceof Inet6Address
                        ? StandardProtocolFamily.INET6
                        : StandardProtocolFamily.INET);
        // a closed channel keeps its port until the selector's next turn, and a transport may be started before that
        socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        DatagramChannel channel = new NioDatagramChannel(socket);
        synchronized (below) {
            below.put(channel, socket);
        }
        return channel;
    }

    @Override
    public boolean receive(DatagramChannel channel, ByteBuffer into) throws IOException {
        into.clear();
        boolean received = socket(channel).receive(into) != null;
        into.flip();
        return received;
    }

    @Override
    public void sendMulticasts(DatagramChannel channel, LocalInterface from, int timeToLive) throws IOException {
        socket(channel).setOption(StandardSocketOptions.IP_MULTICAST_LOOP, false)
                .setOption(StandardSocketOptions.IP_MULTICAST_TTL, timeToLive)
                .setOption(StandardSocketOptions.IP_MULTICAST_IF, from.device());
    }

    private java.nio.channels.DatagramChannel socket(DatagramChannel channel) {
        synchronized (below) {
            return below.get(channel);
        }
    }

    @Override
    public int readBatch() {
        return 1;
    }
}
