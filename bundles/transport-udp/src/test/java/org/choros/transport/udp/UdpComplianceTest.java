package org.choros.transport.udp;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.Optional;

import org.choros.spi.transport.TransportSettings;
import org.choros.tck.TestRing;
import org.choros.transport.udp.TestNode.Below;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/** The contract of the SPI, kept by udp between two network namespaces, over each event loop. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UdpComplianceTest {
    private static final String GROUP = "239.192.81.9";
    /** The same as the kernel shows it. */
    private static final String GROUP_IN_PROC = "0951C0EF";
    private static final int PORT = 5405;
    private Network network;

    @BeforeAll
    void makeNetwork() {
        Optional<Network> made = Network.make();
        Assumptions.assumeTrue(made.isPresent(), "needs the right to make network namespaces");
        network = made.get();
    }

    @AfterAll
    void removeNetwork() {
        if (network != null) {
            network.close();
        }
    }

    private abstract class Udp extends UdpCompliance {
        Udp(Below below) {
            super(below);
        }

        @Override
        protected TestRing ring(int node) throws Exception {
            TestRing ring = super.ring(node);
            ring.call(() -> {
                (node == 0 ? network.left() : network.right()).enter();
                return null;
            });
            return ring;
        }

        @Override
        protected List<TransportSettings> network() {
            String left = network.left().ip();
            String right = network.right().ip();
            TransportSettings b = TestNode.settings("udp", 3, right, GROUP, PORT, left, right);
            return List.of(TestNode.settings("udp", 3, left, GROUP, PORT, left, right),
                    new TransportSettings("udp", 3, b.links(), b.members(), 2, true, 50, 200, 1));
        }

        @Override
        protected void sendFromOutside(TransportSettings target, byte[] datagram) throws Exception {
            try (TestRing left = ring(0)) {
                left.call(() -> {
                    try (DatagramSocket from = new DatagramSocket(new InetSocketAddress(network.left().ip(), 0))) {
                        send(from, target, datagram);
                    }
                    return null;
                });
            }
        }

        /** What has left one namespace comes into the other by an interrupt, which may take its time. */
        @Override
        protected void awaitArrival(TransportSettings receiver, int packets) throws Exception {
            long one = roomOfOne();
            SocketRoom.await(GROUP_IN_PROC, PORT, packets * one);
        }

        /** How much memory a small packet takes in a socket. */
        private long roomOfOne() throws Exception {
            try (TestRing right = super.ring(1)) {
                return right.call(() -> {
                    network.right().enter();
                    InetSocketAddress any = new InetSocketAddress(network.right().ip(), 0);
                    try (DatagramChannel socket = DatagramChannel.open(StandardProtocolFamily.INET).bind(any);
                            TestRing left = ring(0)) {
                        InetSocketAddress target = (InetSocketAddress) socket.getLocalAddress();
                        left.call(() -> {
                            try (DatagramSocket from = new DatagramSocket()) {
                                from.send(new DatagramPacket(new byte[6], 6, target));
                            }
                            return null;
                        });
                        return SocketRoom.await("0200510A", target.getPort(), 1);
                    }
                });
            }
        }
    }

    @Nested
    class OverEpoll extends Udp {
        OverEpoll() {
            super(Below.EPOLL);
        }
    }

    @Nested
    class OverNio extends Udp {
        OverNio() {
            super(Below.NIO);
        }

        /** Left out: with NIO sockets share their addresses, or the next transport could not have them at once. */
        @Override
        protected void anAddressThatIsTakenIsNamed() {
            throw new UnsupportedOperationException("two that run over NIO do not find each other out");
        }
    }

    @Nested
    class OverItsOwnLoop extends Udp {
        OverItsOwnLoop() {
            super(Below.EXECUTOR);
        }

        /** Left out, as the next two: a thread of the transport reads the socket, so nothing can be seen to wait. */
        @Override
        protected void whatHasArrivedIsDiscarded() {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void discardingWithinABatchEndsIt() {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void nothingHappensAfterTheEnd() {
            throw new UnsupportedOperationException();
        }
    }
}
