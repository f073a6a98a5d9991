package org.choros.transport.udp;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.WeakHashMap;

import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;

/** Channels of the JDK, for systems without epoll. */
final class NioChannels implements DatagramChannels {
    private final Map<DatagramChannel, java.nio.channels.DatagramChannel> below = new WeakHashMap<>();

    @Override
    public DatagramChannel open(InetAddress address) throws IOException {
        java.nio.channels.DatagramChannel socket = java.nio.channels.DatagramChannel.open(
                address instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        DatagramChannel channel = new NioDatagramChannel(socket);
        synchronized (below) {
            below.put(channel, socket);
        }
        return channel;
    }

    @Override
    public boolean receive(DatagramChannel channel, ByteBuffer into) throws IOException {
        java.nio.channels.DatagramChannel socket;
        synchronized (below) {
            socket = below.get(channel);
        }
        into.clear();
        boolean received = socket.receive(into) != null;
        into.flip();
        return received;
    }

    @Override
    public int readBatch() {
        return 1;
    }
}
