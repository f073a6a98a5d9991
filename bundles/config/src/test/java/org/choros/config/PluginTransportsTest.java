package org.choros.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.config.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Transports that corosync does not know, and which node of the list we are where no interface tells. */
class PluginTransportsTest {
    private static final PluginTransports OFFERED = PluginTransports.of(List.of("udpu", "local", "udp"));

    /** Two nodes on a network that this machine has nothing to do with. */
    private static final String ELSEWHERE = "totem {\nversion: 2\ncluster_name: c\ntransport: local\nsecauth: off\n}\n"
            + "nodelist {\nnode {\nname: east\nnodeid: 7\nring0_addr: 192.0.2.1\n}\n"
            + "node {\nname: west\nnodeid: 9\nring0_addr: 192.0.2.2\n}\n}\n";

    private static NodeSettings check(String text, int dialect, PluginTransports transports)
            throws ConfigurationException {
        CorpusHost host = new CorpusHost().file(Text.FILE, Text.bytes(text));
        IcMap map = new IcMap();
        new CorosyncConf(host).load(Text.FILE, map, dialect);
        return new ConfigurationCheck(host, transports).check(map, dialect);
    }

    private static ConfigurationException refusal(String text, int dialect, PluginTransports transports) {
        return assertThrows(ConfigurationException.class, () -> check(text, dialect, transports));
    }

    private static String with(String transport) {
        return Text.cluster("transport: " + transport + "\nsecauth: off", "");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void whatAPluginServesIsTaken(int dialect) throws ConfigurationException {
        assertEquals("local", check(with("local"), dialect, OFFERED).transport());
        assertEquals("rdma", check(with("rdma"), dialect, PluginTransports.AWAITED).transport());
    }

    /** Without plug-ins the verdicts are corosync's: see n008 of the corpus. */
    @Test
    void withoutPluginsAnotherWordIsWhatItIsToCorosync() throws ConfigurationException {
        assertEquals("udp", check(with("local"), 2, PluginTransports.NONE).transport());
        ConfigurationException e = refusal(with("local"), 3, PluginTransports.NONE);
        assertEquals("Invalid transport type. Should be udpu, udp or knet", e.getMessage());
        assertEquals("", e.advice());
    }

    @ParameterizedTest
    @CsvSource({"2, 'udp, udpu or iba'", "3, 'udpu, udp or knet'"})
    void aWordThatNobodyServesIsRefusedAndThePluginsAreNamed(int dialect, String corosyncs) {
        ConfigurationException e = refusal(with("lcoal"), dialect, OFFERED);
        assertEquals("Invalid transport type. Should be " + corosyncs, e.getMessage());
        assertEquals("Plug-ins offer the transports local, udp, udpu.", e.advice());
        assertEquals(8, e.exitStatus());
    }

    /** Its own names are corosync's business, whatever plug-ins there are. */
    @ParameterizedTest
    @CsvSource({"2, udp", "2, udpu", "2, iba", "3, udp", "3, udpu"})
    void corosyncsOwnNamesDoNotDependOnPlugins(int dialect, String name) throws ConfigurationException {
        for (PluginTransports transports : List.of(PluginTransports.NONE, OFFERED, PluginTransports.AWAITED,
                PluginTransports.of(List.of()))) {
            assertEquals(name, check(with(name), dialect, transports).transport());
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 9", "2, west", "2, 192.0.2.2", "3, 9", "3, west", "3, 192.0.2.2"})
    void theConfigurationSaysWhichNodeWeAre(int dialect, String node) throws Exception {
        NodeSettings s = check(ELSEWHERE + "choros {\nnode: " + node + "\nhub: h\nlocal {\ndepth: 3\n}\n}\n", dialect,
                OFFERED);
        assertEquals(9, s.localNodeId());
        assertEquals(1, s.localPosition());
        assertEquals(InetAddress.getByName("192.0.2.2"), s.links().get(0).settings().bindAddress());
        assertEquals("c", s.transportSettings().clusterName());
        assertEquals(Map.of("node", node, "hub", "h", "local.depth", "3"), s.transportSettings().options());
    }

    /** Several nodes on one host, which corosync 3.1 cannot tell apart on loopback addresses. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void soItIsWithCorosyncsTransports(int dialect) throws ConfigurationException {
        String text = ELSEWHERE.replace("transport: local", "transport: udpu") + "choros {\nnode: west\n}\n";
        assertEquals(9, check(text, dialect, PluginTransports.NONE).localNodeId());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aNodeThatIsNotListedIsRefused(int dialect) {
        ConfigurationException e = refusal(ELSEWHERE + "choros {\nnode: north\n}\n", dialect, OFFERED);
        assertEquals("No node of the nodelist has the id, the name or the ring0_addr 'north' that choros.node says",
                e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void whoIsNotToldIsAdvised(int dialect) {
        assertEquals("None of the nodelist's addresses is on an interface of this host: 192.0.2.1, 192.0.2.2."
                + " Say which node this is: choros { node: NAME }", refusal(ELSEWHERE, dialect, OFFERED).advice());
    }

    @Test
    void whichNodeAndWhichHubCannotChangeWhileItRuns() throws ConfigurationException {
        IcMap live = Text.parse(ELSEWHERE + "choros {\nnode: west\nhub: a\n}\n", 3);
        IcMap fresh = Text.parse(ELSEWHERE + "choros {\nnode: east\nhub: b\n}\n", 3);
        ConfigurationDifference d = ConfigurationDifference.between(live, fresh, 3);
        assertEquals(List.of("choros.hub", "choros.node"), d.refused());
        assertEquals("west", d.candidate(live, fresh).getString("choros.node", null));
    }
}
