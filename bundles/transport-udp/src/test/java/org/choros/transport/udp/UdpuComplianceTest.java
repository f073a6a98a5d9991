package org.choros.transport.udp;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.List;

import org.choros.spi.transport.TransportSettings;
import org.choros.transport.udp.TestNode.Below;
import org.junit.jupiter.api.Nested;

/** The contract of the SPI, kept by udpu on loopback addresses, over each event loop and in both dialects. */
class UdpuComplianceTest {
    private static final String A = "127.0.7.11";
    private static final String B = "127.0.7.12";

    private abstract static class Udpu extends UdpCompliance {
        private final int dialect;

        Udpu(Below below, int dialect) {
            super(below);
            this.dialect = dialect;
        }

        @Override
        protected List<TransportSettings> network() throws IOException {
            try (DatagramSocket probe = new DatagramSocket(new InetSocketAddress(A, 0))) {
                int port = probe.getLocalPort();
                TransportSettings b = TestNode.settings("udpu", dialect, B, null, port, A, B);
                return List.of(TestNode.settings("udpu", dialect, A, null, port, A, B),
                        new TransportSettings("udpu", dialect, b.links(), b.members(), 2, true, 50, 200, 1));
            }
        }

        @Override
        protected void sendFromOutside(TransportSettings target, byte[] datagram) throws IOException {
            // from a member's address and from a stranger's
            for (String source : new String[]{A, "127.0.7.13"}) {
                try (DatagramSocket from = new DatagramSocket(new InetSocketAddress(source, 0))) {
                    send(from, target, datagram);
                }
            }
        }
    }

    @Nested
    class OverEpoll extends Udpu {
        OverEpoll() {
            super(Below.EPOLL, 3);
        }
    }

    @Nested
    class OverEpollInDialect2 extends Udpu {
        OverEpollInDialect2() {
            super(Below.EPOLL, 2);
        }
    }

    @Nested
    class OverNio extends Udpu {
        OverNio() {
            super(Below.NIO, 3);
        }

        /** Left out: with NIO sockets share their addresses, or the next transport could not have them at once. */
        @Override
        protected void anAddressThatIsTakenIsNamed() {
            throw new UnsupportedOperationException("two that run over NIO do not find each other out");
        }
    }

    @Nested
    class OverItsOwnLoop extends Udpu {
        OverItsOwnLoop() {
            super(Below.EXECUTOR, 3);
        }
    }
}
