package org.choros.transport.udp;

import static org.choros.transport.udp.TestNode.ip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Totem spec, section 5.5: an exact address wins, otherwise the first interface on the same network. */
class InterfaceLookupTest {
    private static final List<LocalInterface> HOST = List.of(on("127.0.0.1", 8, true), on("10.1.1.1", 16, true),
            on("10.1.2.1", 24, true), on("10.1.2.2", 24, true), on("172.16.0.9", 20, true),
            on("192.168.7.1", 24, false),
            on("192.168.7.9", 24, true), on("fd00::1", 64, true), on("::1", 128, true));

    private static LocalInterface on(String address, int prefixLength, boolean up) {
        return new LocalInterface(null, ip(address), prefixLength, up);
    }

    @ParameterizedTest
    @CsvSource({"10.1.2.2, 10.1.2.2", "10.1.2.0, 10.1.1.1", "10.1.0.0, 10.1.1.1", "172.16.15.255, 172.16.0.9",
            "172.16.16.0, none", "10.2.0.0, none", "192.168.7.1, none", "192.168.7.9, 192.168.7.9",
            "192.168.7.0, none", "fd00::, fd00::1", "fd00::9, fd00::1", "fd01::, none", "127.0.0.1, 127.0.0.1",
            "127.0.0.0, 127.0.0.1", "127.0.3.4, 127.0.3.4", "::1, ::1"})
    void choosesTheInterfaceThatBindnetaddrMeans(String bindAddress, String chosen) {
        assertEquals(chosen, InterfaceLookup.choose(ip(bindAddress), HOST)
                .map(found -> found.address().equals(ip(chosen)) ? chosen : found.toString()).orElse("none"));
    }

    @org.junit.jupiter.api.Test
    void findsTheLoopbackOfThisHost() {
        assertTrue(InterfaceLookup.all().stream().anyMatch(found -> found.address().equals(ip("127.0.0.1"))
                && found.up() && found.prefixLength() == 8 && found.device().getName().equals("lo")));
    }
}
