package org.choros.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.choros.spi.crypto.CryptoFactory;
import org.choros.spi.crypto.CryptoSettings;
import org.choros.spi.crypto.PacketCrypto;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.OnRingThread;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;
import org.choros.spi.transport.TransportFactory;
import org.junit.jupiter.api.Test;

/** Which plug-in is chosen, and who is told. */
class PluginsTest {
    private static final CryptoSettings SETTINGS = new CryptoSettings(2, "aes256", "sha1", new byte[0]);

    private final Plugins plugins = new Plugins();

    private record Crypto(boolean able) implements CryptoFactory {
        @Override
        public boolean supports(CryptoSettings settings) {
            return able;
        }

        @Override
        public PacketCrypto create(CryptoSettings settings) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    @OnRingThread
    private record Engine(int id) implements ServiceEngineFactory {
        @Override
        public EngineDescription description() {
            return new EngineDescription(id, "e", "e", null, 0, false, false);
        }

        @Override
        public ServiceEngine create(EngineContext context) {
            throw new UnsupportedOperationException();
        }
    }

    private Crypto crypto(String name, boolean able) {
        Crypto crypto = new Crypto(able);
        plugins.add(crypto, Map.of(CryptoFactory.PROPERTY, name));
        return crypto;
    }

    @Test
    void theJdksCryptoIsTakenUnlessAnotherIsWantedOrItCannot() {
        assertNull(plugins.crypto(null, SETTINGS));
        Crypto bc = crypto("bc", true);
        assertSame(bc, plugins.crypto(null, SETTINGS));
        Crypto unable = crypto("jdk", false);
        assertSame(bc, plugins.crypto(null, SETTINGS));
        Crypto jdk = crypto("jdk", true);
        assertSame(jdk, plugins.crypto(null, SETTINGS));
        assertSame(bc, plugins.crypto("bc", SETTINGS));
        assertNull(plugins.crypto("other", SETTINGS));
        plugins.remove(jdk);
        plugins.remove(unable);
        assertSame(bc, plugins.crypto(null, SETTINGS));
        plugins.remove(bc);
        assertNull(plugins.crypto(null, SETTINGS));
    }

    @Test
    void transportsServeSeveralNamesAndTheFirstWins() {
        TransportFactory first = (settings, host) -> null;
        TransportFactory second = (settings, host) -> null;
        plugins.add(first, Map.of(TransportFactory.PROPERTY, new String[]{"udp", "udpu"}));
        plugins.add(second, Map.of(TransportFactory.PROPERTY, "udpu"));
        assertSame(first, plugins.transport("udp"));
        assertSame(first, plugins.transport("udpu"));
        assertNull(plugins.transport("knet"));
        plugins.remove(first);
        assertNull(plugins.transport("udp"));
        assertSame(second, plugins.transport("udpu"));
    }

    @Test
    void listenersAreToldOncePerChange() {
        List<String> told = new ArrayList<>();
        plugins.listen(change -> told.add((change.added() ? "+" : "-") + change.factory()));
        plugins.add("a", Map.of());
        plugins.remove("b");
        plugins.remove("a");
        plugins.remove("a");
        assertEquals(List.of("+a", "-a"), told);
    }

    /** config-and-tools.md 2.5: loading order, visible in the log. */
    @Test
    void enginesAreLoadedInCorosyncsOrderThenById() {
        List<ServiceEngineFactory> all = new ArrayList<>();
        for (int id : new int[]{40, 3, 5, 8, 7, 2, 0, 6, 1, 4}) {
            all.add(new Engine(id));
        }
        assertEquals(List.of(0, 1, 2, 4, 6, 7, 5, 3, 8, 40),
                EngineLoader.ordered(all).stream().map(f -> f.description().id()).toList());
    }
}
