package org.choros.transport.local;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.choros.spi.transport.LinkSettings;
import org.choros.spi.transport.Transport;
import org.choros.spi.transport.TransportFactory;
import org.choros.spi.transport.TransportSettings;
import org.choros.tck.TestRing;
import org.choros.tck.TransportComplianceTest;
import org.junit.jupiter.api.Nested;

/** The contract of the SPI, in both dialects. */
class LocalComplianceTest {
    private static final AtomicInteger HUBS = new AtomicInteger();

    private abstract static class Local extends TransportComplianceTest {
        private final int dialect;

        Local(int dialect) {
            this.dialect = dialect;
        }

        @Override
        protected TransportFactory factory() {
            return new LocalTransportFactory();
        }

        @Override
        protected List<TransportSettings> network() {
            String cluster = "compliance" + HUBS.incrementAndGet();
            return List.of(Settings.of(cluster, dialect, 1, 3), Settings.of(cluster, dialect, 2, 3));
        }

        @Override
        protected Map<TransportSettings, String> refused() {
            LinkSettings good = Settings.link(0, 1, 5405);
            return Map.of(with(List.of()), "interface section", with(List.of(good, good)), "number 0",
                    with(List.of(new LinkSettings(0, null, null, 5405, 1, false))), "bindnetaddr",
                    with(List.of(Settings.link(8, 1, 5405))), "interface section 8",
                    with(List.of(Settings.link(0, 1, 0))), "mcastport 0",
                    with(List.of(Settings.link(0, 1, 70_000))), "mcastport 70000");
        }

        private TransportSettings with(List<LinkSettings> links) {
            return new TransportSettings("local", dialect, links, List.of(), 1, true, 1000, 200, links.size());
        }

        /** Who is on the hub can send what he likes. */
        @Override
        protected void sendFromOutside(TransportSettings target, byte[] datagram) throws Exception {
            try (Guest guest = new Guest(new TestRing("guest"))) {
                guest.ring().call(() -> {
                    Transport transport = factory().create(Settings.of(target.clusterName(), dialect, 3, 3), guest);
                    transport.start();
                    transport.multicast(0, ByteBuffer.wrap(datagram), true);
                    transport.target(0, target.links().get(0).bindAddress());
                    transport.unicast(0, ByteBuffer.wrap(datagram));
                    transport.close();
                    return null;
                });
            }
        }
    }

    @Nested
    class InDialect3 extends Local {
        InDialect3() {
            super(3);
        }
    }

    @Nested
    class InDialect2 extends Local {
        InDialect2() {
            super(2);
        }
    }
}
