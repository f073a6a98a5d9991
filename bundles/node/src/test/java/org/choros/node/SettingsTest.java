package org.choros.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.choros.config.EngineSettings;
import org.choros.config.LinkConfiguration;
import org.choros.config.NodeSettings;
import org.choros.config.TotemSettings;
import org.choros.spi.transport.LinkSettings;
import org.choros.totem.ring.RingConfig;
import org.choros.wire.totem.Dialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the parts of a node are given. */
class SettingsTest {
    private static NodeSettings settings(int dialect, String... bound) throws UnknownHostException {
        TotemSettings totem = new TotemSettings(1000, 75, 238, 180, 4, 50, 0, 1200, 200, 1000, 50, 2500, 30, 0, 50, 17,
                5, 1500, 0, true, false);
        List<LinkConfiguration> links = new ArrayList<>();
        for (String address : bound) {
            links.add(new LinkConfiguration(
                    new LinkSettings(links.size(), InetAddress.getByName(address), null, 5405, 1, false), "", null));
        }
        return new NodeSettings(dialect, "", true, "udp", "", 0, "", 1, false, -1, links, List.of(), totem, null, null,
                null,
                "nss", null, List.of(), EngineSettings.DEFAULT, Map.of());
    }

    /** totem.md 5.4: the table of 2.4.6; H is what the crypto adds. */
    @ParameterizedTest
    @CsvSource({"4, 1270", "52, 1222", "72, 1202", "84, 1190", "68, 1206", "100, 1174"})
    void framesOfDialect2(int overhead, int netMtu) throws UnknownHostException {
        assertEquals(netMtu, Settings.netMtu(settings(2, "10.0.0.1"), overhead));
    }

    @Test
    void ringsAndFamiliesCountInDialect2Only() throws UnknownHostException {
        assertEquals(1238, Settings.netMtu(settings(2, "10.0.0.1", "10.0.1.1"), 4));
        assertEquals(1250, Settings.netMtu(settings(2, "fd00::1"), 4));
        assertEquals(1410, Settings.netMtu(settings(3, "fd00::1", "10.0.1.1"), 100));
    }

    @Test
    void anIdThatNobodyGaveIsTheAddress() throws UnknownHostException {
        RingConfig config = RingConfig.builder(Dialect.V2, 0).build();
        assertEquals(0xC0A80001, Settings.withNodeId(config, InetAddress.getByName("192.168.0.1")).nodeId());
        config = RingConfig.builder(Dialect.V2, 0).clearNodeHighBit(true).build();
        assertEquals(0x40A80001, Settings.withNodeId(config, InetAddress.getByName("192.168.0.1")).nodeId());
    }

    @Test
    void optionsOfTheDaemonComeFromItsEnvironment() {
        NodeOptions plain = NodeOptions.standalone("c", null, Map.of());
        assertEquals(Path.of("/run/corosync.pid"), plain.pidFile());
        assertNull(plain.stateDirectory());
        assertEquals(Path.of("/dev/shm"), plain.sharedMemory());
        NodeOptions named = NodeOptions.standalone("c", true, Map.of("CHOROS_INSTANCE", "a", "CHOROS_RUN_DIR", "r",
                "COROSYNC_RUN_DIR", "s", "CHOROS_SHM_DIR", "m", "CHOROS_CRYPTO", "bc"));
        assertEquals(Path.of("r/corosync-a.pid"), named.pidFile());
        assertEquals(Path.of("s"), named.stateDirectory());
        assertEquals(Path.of("m"), named.sharedMemory());
        assertEquals("bc", named.cryptoProvider());
        assertEquals(Path.of("t"), NodeOptions
                .standalone("c", true, Map.of("CHOROS_STATE_DIR", "t", "COROSYNC_RUN_DIR", "s")).stateDirectory());
    }

    @Test
    void optionsOfAGuestComeFromItsConfiguration() {
        NodeOptions plain = NodeOptions.embedded(Map.of("crypto", ""));
        assertEquals("/etc/corosync/corosync.conf", plain.configuration());
        assertEquals(NodeOptions.COROSYNC_CONF, plain.source());
        assertNull(plain.pidFile());
        assertNull(plain.cryptoProvider());
        NodeOptions full = NodeOptions.embedded(Map.of("configuration", "c", "source", "s", "instance", "i",
                "state.dir", "d", "shm.dir", "m", "crypto", "bc"));
        assertEquals(new NodeOptions("c", "s", "i", Path.of("d"), null, Path.of("m"), "bc", false, false), full);
    }
}
