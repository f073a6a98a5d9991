package org.choros.transport.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

import org.junit.jupiter.api.Test;

/** totem.md 5.5: an exact address wins, otherwise the first interface on whose network bindnetaddr is. */
class InterfaceLookupTest {
    private static InetAddress ip(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static final List<LocalInterface> HOST = List.of(new LocalInterface(null, ip("127.0.0.1"), 8, true),
            new LocalInterface(null, ip("10.77.0.1"), 24, true), new LocalInterface(null, ip("10.77.0.9"), 24, true),
            new LocalInterface(null, ip("10.78.0.1"), 24, false));

    private static String choose(String bind) {
        return InterfaceLookup.choose(ip(bind), HOST).map(i -> i.address().getHostAddress()).orElse("none");
    }

    @Test
    void exactAddressWinsOverTheNetworksFirst() {
        assertEquals("10.77.0.9", choose("10.77.0.9"));
        assertEquals("10.77.0.1", choose("10.77.0.0"));
        assertEquals("10.77.0.1", choose("10.77.0.55"));
    }

    @Test
    void interfaceThatIsDownIsNone() {
        assertEquals("none", choose("10.78.0.0"));
        assertEquals("none", choose("10.99.0.0"));
    }

    @Test
    void everyLoopbackAddressIsOurs() {
        assertEquals("127.0.0.11", choose("127.0.0.11"));
        assertEquals("127.0.0.1", choose("127.0.0.0"));
        assertTrue(InterfaceLookup.choose(ip("::1"), HOST).isEmpty());
    }
}
