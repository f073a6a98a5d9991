package org.choros.transport.udp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Map;

import org.choros.spi.transport.LinkSettings;
import org.choros.spi.transport.TransportFactory;
import org.choros.spi.transport.TransportSettings;
import org.choros.tck.TestRing;
import org.choros.tck.TransportComplianceTest;
import org.choros.transport.udp.TestNode.Below;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;

/** What the runs of the compliance kit have in common. */
abstract class UdpCompliance extends TransportComplianceTest {
    final Below below;

    UdpCompliance(Below below) {
        this.below = below;
    }

    @Override
    protected TransportFactory factory() {
        return new UdpTransportFactory();
    }

    @Override
    protected TestRing ring(int node) throws Exception {
        MultiThreadIoEventLoopGroup group;
        switch (below) {
            case EPOLL -> group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
            case NIO -> group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
            default -> {
                return super.ring(node);
            }
        }
        return new TestRing(group, group.next());
    }

    @Override
    protected Map<TransportSettings, String> refused() {
        String address = "127.0.7.1";
        TransportSettings udp = TestNode.settings("udp", 3, address, "239.192.1.1", 5405, address);
        return Map.of(TestNode.settings("knet", 3, address, null, 5405, address), "knet",
                TestNode.settings("udp", 3, address, "10.0.0.1", 5405, address), "mcastaddr 10.0.0.1",
                TestNode.settings("udpu", 3, address, null, 0, address), "mcastport 0",
                TestNode.settings("udpu", 3, "203.0.113.77", null, 5405, "203.0.113.77"), "203.0.113.77 port 5405",
                TestNode.settings("udpu", 3, address, null, 70_000, address), "mcastport 70000",
                twice(udp),
                "number 0");
    }

    private static TransportSettings twice(TransportSettings udp) {
        return new TransportSettings("udp", 2, java.util.List.of(udp.links().get(0), udp.links().get(0)),
                udp.members(), 1, true, 50, 200, 2);
    }

    /** To the address and the port of a node, from another address of its own network. */
    static void send(DatagramSocket from, TransportSettings target, byte[] datagram) throws IOException {
        LinkSettings link = target.links().get(0);
        from.send(new DatagramPacket(datagram, datagram.length,
                new InetSocketAddress(link.bindAddress(), link.port())));
    }
}
