package org.choros.itests.embedded.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.choros.spi.crypto.CryptoFactory;
import org.choros.spi.crypto.CryptoSettings;
import org.choros.spi.crypto.PacketCrypto;
import org.choros.spi.transport.Transport;
import org.choros.spi.transport.TransportException;
import org.choros.spi.transport.TransportFactory;
import org.choros.spi.transport.TransportHost;
import org.choros.spi.transport.TransportSettings;
import org.choros.transport.local.LocalTransportFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Newer versions of a node's transport and crypto that cannot start: the ring goes on with the older ones. */
@Timeout(120)
class RefusingPluginsTest {
    private static final String VERSION = "choros.plugin.version";
    private static final int TALK = 60;

    @TempDir
    private static Path folder;
    private final AtomicInteger asked = new AtomicInteger();

    private final class NoTransport implements TransportFactory {
        @Override
        public Transport create(TransportSettings settings, TransportHost host) throws TransportException {
            asked.incrementAndGet();
            throw new TransportException("this one never starts", null);
        }
    }

    private final class NoCrypto implements CryptoFactory {
        @Override
        public boolean supports(CryptoSettings settings) {
            return true;
        }

        @Override
        public PacketCrypto create(CryptoSettings settings) {
            asked.incrementAndGet();
            throw new IllegalStateException("this one never starts");
        }

        @Override
        public String provider() {
            return "jdk";
        }
    }

    @Test
    void theOlderVersionsAreUsedAgain() throws Exception {
        try (Cluster cluster = new Cluster(folder)) {
            cluster.awaitTalk("before", TALK);
            TransportFactory transport = new NoTransport();
            cluster.plugins[3].add(transport, Map.of(TransportFactory.PROPERTY, "local", VERSION, 2));
            cluster.await("a line",
                    () -> cluster.said(0, 3, "Another version of transport local is used instead."));
            cluster.awaitTalk("with the older transport", TALK);
            assertEquals(1, asked.get());

            CryptoFactory crypto = new NoCrypto();
            cluster.plugins[3].add(crypto, Map.of(CryptoFactory.PROPERTY, "jdk", VERSION, 2));
            cluster.await("it is tried", () -> asked.get() > 1);
            cluster.awaitTalk("with the older crypto", TALK);
            assertEquals(2, asked.get());

            // one that can start takes over from both
            TransportFactory good = new LocalTransportFactory();
            int from = cluster.lines.size();
            cluster.plugins[3].add(good, Map.of(TransportFactory.PROPERTY, "local", VERSION, 3));
            cluster.await("it takes over",
                    () -> cluster.said(from, 3, "Another version of transport local takes over."));
            cluster.awaitTalk("with the newest transport", TALK);
            cluster.plugins[3].remove(good);
            cluster.awaitTalk("with the oldest transport", TALK);
            cluster.plugins[3].remove(transport);
            cluster.plugins[3].remove(crypto);
            cluster.awaitTalk("afterwards", TALK);
            assertEquals(2, asked.get());

            List<List<String>> heard = cluster.silence();
            assertEquals(heard.get(0), heard.get(1));
            assertEquals(heard.get(0), heard.get(2));
            assertFalse(cluster.lines.stream().anyMatch(l -> l.contains("Members left")), cluster.lines.toString());
        }
    }
}
