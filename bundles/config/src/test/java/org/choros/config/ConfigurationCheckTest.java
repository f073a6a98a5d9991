package org.choros.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.config.ConfigurationException;
import org.choros.spi.transport.LinkSettings;
import org.choros.spi.transport.Member;
import org.choros.spi.transport.TransportSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes out of a configuration that is right, and refusals that the corpus does not have. */
final class ConfigurationCheckTest {
    private static NodeSettings settings(String totem, String rest, int dialect) throws ConfigurationException {
        return Text.check(new CorpusHost(), Text.cluster(totem, rest), dialect);
    }

    private static ConfigurationException refusal(CorpusHost host, String text, int dialect) {
        return assertThrows(ConfigurationException.class, () -> Text.check(host, text, dialect));
    }

    /** totem.md 3.3: worked values, all confirmed on running daemons. */
    @ParameterizedTest
    @CsvSource({"2, 2, 1000, 238, 180, 1200", "2, 3, 1650, 392, 303, 1980", "3, 2, 3000, 714, 561, 3600",
            "3, 3, 3650, 869, 685, 4380"})
    void computesTimeouts(int dialect, int nodes, long token, long retransmit, long hold, long consensus)
            throws ConfigurationException {
        StringBuilder list = new StringBuilder("totem {\nversion: 2\ntransport: udpu\nsecauth: off\n}\nnodelist {\n");
        for (int i = 1; i <= nodes; i++) {
            list.append("node {\nnodeid: ").append(i).append("\nname: n").append(i).append("\nring0_addr: 10.77.0.")
                    .append(i).append("\n}\n");
        }
        TotemSettings t = Text.check(new CorpusHost(), list.append("}\n").toString(), dialect).totem();
        assertEquals(List.of(token, retransmit, hold, consensus),
                List.of(t.tokenMs(), t.tokenRetransmitMs(), t.holdMs(), t.consensusMs()));
    }

    /** Checked against a running 3.1.7: the coefficient counts the members of link 0, whatever links there are. */
    @Test
    void countsMembersOfLinkZero() throws ConfigurationException {
        String third = "node {\nname: node3\nnodeid: 3\nring0_addr: 10.77.0.3\n}\n";
        String text = Text.cluster("transport: knet", "").replace("nodelist {\n", "nodelist {\n" + third);
        assertEquals(3650, Text.check(new CorpusHost(), text, 3).totem().tokenMs());
        assertEquals(3000, Text.check(new CorpusHost(), text.replace("ring0", "ring2"), 3).totem().tokenMs());
    }

    @Test
    void givesTransportsWhatTheyNeed() throws Exception {
        NodeSettings s = settings("transport: udp\ninterface {\nttl: 9\nmcastport: 5000\n}", "", 3);
        InetAddress first = InetAddress.getByName("10.77.0.1");
        InetAddress second = InetAddress.getByName("10.77.0.2");
        assertEquals(new TransportSettings("udp", 3,
                List.of(new LinkSettings(0, first, InetAddress.getByName("239.192.2.139"), 5000, 9, false)),
                List.of(new Member(1, List.of(first)), new Member(2, List.of(second))), 1, true, 1000, 200, 1,
                "cf1", Map.of()),
                s.transportSettings());
        assertEquals(0, s.localPosition());
        assertEquals("cf1", s.clusterName());
        assertEquals("ipv4", s.ipVersion());
    }

    @Test
    void describesKnetLinks() throws Exception {
        String text = Text.cluster("transport: knet\ninterface {\nlinknumber: 1\nknet_link_priority: 7\n"
                + "knet_pong_count: 3\nknet_ping_interval: 100\n}", "")
                .replace("ring0_addr: 10.77.0.1", "ring0_addr: 10.77.0.1\nring1_addr: 10.78.0.1")
                .replace("ring0_addr: 10.77.0.2", "ring0_addr: 10.77.0.2\nring1_addr: 10.78.0.2");
        NodeSettings s = Text.check(new CorpusHost(), text, 3);
        assertEquals(new KnetLink(1, 750, 1500, 2048, 2, "udp"), s.links().get(0).knet());
        assertEquals(new KnetLink(7, 100, 1000, 2048, 3, "udp"), s.links().get(1).knet());
        assertEquals(5406, s.links().get(1).settings().port());
        assertEquals(InetAddress.getByName("10.78.0.2"), s.nodes().get(1).addresses().get(1));
        assertEquals(65_536, s.totem().netMtu());
        assertEquals(new KnetSettings("passive", 30, 0, "none", 0, 0), s.knet());
    }

    /** Seen with 3.1.7: mcastport 0 means the default for a link that we are on. */
    @Test
    void portZeroIsTheDefault() throws ConfigurationException {
        assertEquals(5405, settings("transport: knet\ninterface {\nmcastport: 0\n}", "", 3).links().get(0).settings()
                .port());
    }

    /** Seen with 3.1.7: a link that only others have gets no port. */
    @Test
    void linkOfOthersHasNoPort() {
        String text = Text.cluster("transport: knet", "").replace("ring0_addr: 10.77.0.2", "ring1_addr: 10.78.0.2");
        assertEquals("parse error in config: No multicast port specified for interface 1",
                refusal(new CorpusHost(), text, 3).getMessage());
    }

    @Test
    void oldMembersHaveAddressesButNoIds() throws Exception {
        NodeSettings s = Text.check(new CorpusHost(), "totem {\nversion: 2\ncluster_name: cf1\ntransport: udpu\n"
                + "secauth: off\ninterface {\nbindnetaddr: 10.77.0.0\nmember {\nmemberaddr: 10.77.0.1\n}\n"
                + "member {\nmemberaddr: 10.77.0.2\n}\n}\n}\n", 2);
        assertEquals(2, s.nodes().size());
        assertEquals(0, s.nodes().get(0).nodeId());
        assertEquals(List.of(InetAddress.getByName("10.77.0.2")), s.nodes().get(0).addresses());
        assertEquals(NodeSettings.NOT_LISTED, s.localPosition());
        assertEquals("10.77.0.0", s.links().get(0).bindText());
    }

    @Test
    void redundantRings() throws Exception {
        NodeSettings s = Text.check(new CorpusHost(), new String(CorpusHost.resource("v048-legacy-rrp-passive.conf")),
                2);
        assertEquals(new RedundantRingSettings("passive", 2000, 10, 100, 238, 1000), s.redundantRings());
        assertEquals(InetAddress.getByName("239.192.2.140"), s.links().get(1).settings().multicastAddress());
        assertEquals(5405, s.links().get(1).settings().port());
    }

    /** config-and-tools.md 1.6 and 1.14. */
    @Test
    void choosesCryptoAndReadsTheKey() throws ConfigurationException {
        NodeSettings second = settings("transport: udpu", "", 2);
        assertEquals("aes256", second.crypto().cipher());
        assertEquals("sha1", second.crypto().hash());
        assertEquals(128, second.crypto().key().length);
        NodeSettings third = settings("transport: knet\nsecauth: on", "", 3);
        assertEquals("aes256", third.crypto().cipher());
        assertEquals("sha256", third.crypto().hash());
        NodeSettings none = settings("transport: knet", "", 3);
        assertEquals("none", none.crypto().cipher());
        assertEquals(0, none.crypto().key().length);
    }

    @Test
    void cutsTheKeyFile() throws ConfigurationException {
        byte[] long5000 = new byte[5000];
        Arrays.fill(long5000, (byte) 3);
        CorpusHost host = new CorpusHost().file("/etc/corosync/authkey", long5000);
        String text = Text.cluster("transport: knet\nsecauth: on", "");
        assertEquals(4096, Text.check(host, text, 3).crypto().key().length);
        assertEquals(128, Text.check(host, text, 2).crypto().key().length);
    }

    @Test
    void refusesAShortKeyFile() {
        CorpusHost host = new CorpusHost().file("/etc/corosync/authkey", new byte[100]);
        String text = Text.cluster("transport: knet\nsecauth: on", "");
        assertEquals("Could only read 800 bits of minimum 1024 bits from /etc/corosync/authkey.",
                refusal(host, text, 3).getMessage());
        assertEquals("Could only read 800 bits of 1024 bits from /etc/corosync/authkey.",
                refusal(host, text, 2).getMessage());
    }

    @Test
    void refusesAMissingKeyFile() {
        CorpusHost host = new CorpusHost().without("/etc/corosync/authkey").with("COROSYNC_TOTEM_AUTHKEY_FILE", "/k");
        String text = Text.cluster("transport: knet\nsecauth: on", "");
        assertEquals("Could not open /etc/corosync/authkey: No such file or directory",
                refusal(host, text, 3).getMessage());
        assertEquals("Could not open /k: No such file or directory", refusal(host, text, 2).getMessage());
    }

    @Test
    void inlineKeyEndsInItsNul() throws ConfigurationException {
        byte[] expected = new byte[128];
        Arrays.fill(expected, 0, 127, (byte) 'k');
        String text = Text.cluster("transport: knet\nsecauth: on\nkey: " + "k".repeat(127), "");
        assertArrayEquals(expected, Text.check(new CorpusHost(), text, 3).crypto().key());
        assertArrayEquals(expected, Text.check(new CorpusHost(), text, 2).crypto().key());
    }

    @Test
    void warnsOfAKeyThatOthersCanRead() throws ConfigurationException {
        NodeSettings s = Text.check(new CorpusHost().keyReadable(), Text.cluster("transport: knet\nsecauth: on", ""),
                3);
        assertEquals(List.of("Key file /etc/corosync/authkey can be read by others than its owner. "
                + "Please restrict it to mode 0400."), s.warnings());
    }

    /** config-and-tools.md 3.4, last lines, and 5.2. */
    @Test
    void refusesAMissingStateDirectory() {
        ConfigurationException third = refusal(new CorpusHost(),
                Text.cluster("transport: udpu\ntoken: 10", "system {\nstate_dir: /nonexistent\n}\n"), 3);
        assertEquals("Cannot chdir to state directory /nonexistent. No such file or directory", third.getMessage());
        assertEquals(16, third.exitStatus());
        ConfigurationException second = refusal(new CorpusHost().with("COROSYNC_RUN_DIR", "/nonexistent"),
                Text.cluster("transport: udpu", ""), 2);
        assertEquals("Required directory not present /nonexistent.  Please create it.", second.getMessage());
        assertEquals(16, second.exitStatus());
    }

    /** config-and-tools.md 1.12: how dialect 3 finds the local node. */
    @ParameterizedTest
    @CsvSource({"node1, n1, node1, 1", "node2.a.b, x, node2, 1", "node2, x, node2.c.d, 1", "other, x, y, 0",
            "node2, nodex, node2, 1"})
    void findsTheLocalNode(String host, String firstName, String secondName, int position)
            throws ConfigurationException {
        String text = Text.cluster("transport: udpu", "").replace("name: node1", "name: " + firstName)
                .replace("name: node2", "name: " + secondName);
        assertEquals(position, Text.check(new CorpusHost().named(host), text, 3).localPosition());
    }

    @Test
    void opensLogFilesOfTopLevelAndSubsystems() throws ConfigurationException {
        CorpusHost host = new CorpusHost();
        Text.check(host, Text.cluster("transport: udpu", "logging {\nlogfile: /l/a\nto_logfile: no\n"
                + "logger_subsys {\nsubsys: CPG\nlogfile: /l/b\n}\n}\n"), 3);
        assertEquals(List.of("/l/a", "/l/b"), host.openedLogFiles());
    }

    /** Measured on 3.1.7: 17 names of strangers find room, 18 do not. */
    @Test
    void boundsUnknownSubsystems() throws ConfigurationException {
        StringBuilder logging = new StringBuilder("logging {\n");
        for (int i = 0; i < 17; i++) {
            logging.append("logger_subsys {\nsubsys: U").append(i).append("\ndebug: on\n}\n");
        }
        settings("transport: udpu", logging + "}\n", 3);
        ConfigurationException e = refusal(new CorpusHost(), Text.cluster("transport: udpu",
                logging + "logger_subsys {\nsubsys: V\ndebug: on\n}\n}\n"), 3);
        assertEquals("parse error in config: unable to create new logging subsystem.", e.getMessage());
        assertEquals(7, e.exitStatus());
    }

    /** config-and-tools.md 2.3. */
    @Test
    void marksWhatClientsMustNotChange() throws ConfigurationException {
        for (int dialect = 2; dialect <= 3; dialect++) {
            IcMap map = Text.parse(Text.cluster("transport: udpu\nsecauth: off", ""), dialect);
            new ConfigurationCheck(new CorpusHost()).check(map, dialect);
            assertTrue(map.isReadOnly("runtime.config.totem.token"));
            assertTrue(map.isReadOnly("totem.transport"));
            assertTrue(map.isReadOnly("nodelist.local_node_pos"));
            assertTrue(map.isReadOnly("nodelist.node.0.ring0_addr"));
            assertEquals(dialect == 3, map.isReadOnly("nodelist.node.1.ring0_addr"));
            assertEquals(dialect == 3, map.isReadOnly("system.sched_rr"));
            assertEquals(dialect == 3, map.isReadOnly("totem.keyfile"));
            assertEquals(dialect == 2, map.isReadOnly("qb.ipc_type"));
            assertFalse(map.isReadOnly("totem.token"));
        }
    }

    @Test
    void readsSystemAndOwnSettings() throws ConfigurationException {
        String rest = "system {\nqb_ipc_type: socket\nsched_rr: no\npriority: min\nstate_dir: /s\n}\n";
        NodeSettings s = settings("transport: udpu", rest, 3);
        assertEquals(new SystemSettings("socket", false, "min", "auto", false, "/s"), s.system());
        ConfigurationCheck.checkStart(s);
        assertEquals("", s.instance());
        NodeSettings named = Text.check(new CorpusHost().with("CHOROS_INSTANCE", "a"),
                Text.cluster("transport: udpu\nsecauth: off", "qb {\nipc_type: shm\n}\nchoros {\nstate_dir: /t\n}\n"),
                2);
        assertEquals(new SystemSettings("shm", true, "0", "auto", false, "/t"), named.system());
        assertEquals("a", named.instance());
    }

    @Test
    void readsWhetherADeathIsAnnounced() throws ConfigurationException {
        for (int dialect : new int[]{2, 3}) {
            String totem = "transport: udpu\nsecauth: off";
            assertTrue(settings(totem, "", dialect).guardian());
            assertTrue(settings(totem, "choros {\nguardian: yes\n}\n", dialect).guardian());
            assertFalse(settings(totem, "choros {\nguardian: no\n}\n", dialect).guardian());
            ConfigurationException e = assertThrows(ConfigurationException.class,
                    () -> settings(totem, "choros {\nguardian: maybe\n}\n", dialect));
            assertEquals("Invalid choros.guardian. Should be yes or no", e.getMessage());
            assertEquals(EngineSettings.DEFAULT, settings(totem, "", dialect).engines());
            assertEquals(new EngineSettings(20_000, 20_000, 60_000),
                    settings(totem, "choros {\nengine_slow_ms: 20000\n}\n", dialect).engines());
            assertEquals(new EngineSettings(10, 10, 20),
                    settings(totem, "choros {\nengine_slow_ms: 10\nengine_limit_ms: 10\nleave_limit_ms: 20\n}\n",
                            dialect).engines());
            for (String wrong : List.of("engine_slow_ms: 9", "leave_limit_ms: never", "engine_slow_ms: 3600001",
                    "engine_limit_ms: soon",
                    "engine_limit_ms: -5", "engine_limit_ms: 99999999999999999999", "engine_limit_ms: 4999")) {
                String text = assertThrows(ConfigurationException.class,
                        () -> settings(totem, "choros {\n" + wrong + "\n}\n", dialect)).getMessage();
                assertTrue(text.startsWith("Invalid choros." + wrong.substring(0, wrong.indexOf(':')) + ". Should "),
                        text);
            }
        }
    }

    @Test
    void writesNoGroupForUnicastInDialect3() throws ConfigurationException {
        IcMap map = Text.parse(Text.cluster("transport: udpu", ""), 3);
        new ConfigurationCheck(new CorpusHost()).check(map, 3);
        assertNull(map.get("totem.interface.0.mcastaddr"));
        assertNull(map.get("totem.interface.0.mcastport"));
    }

    @Test
    void printsAddressesAsTheSystemDoes() throws Exception {
        for (String text : List.of("10.0.0.1", "::1", "::", "fd77::1", "ff15::289", "2001:db8::1:0:0:1",
                "1:2:3:4:5:6:7:8",
                "1:0:3:4:5:6:7:8", "fe80::", "1:0:0:4::8")) {
            assertEquals(text, Addresses.text(InetAddress.getByName(text)));
        }
    }

    /** The original takes these and breaks: netmtu 100 ends a running 3.1.7 in an invalid free. */
    @ParameterizedTest
    @CsvSource({"3, netmtu: 100, The netmtu parameter (100) may not be less than (346).",
            "3, netmtu: 65537, The netmtu parameter (65537) may not be greater than (65536).",
            "2, netmtu: 600, The netmtu parameter (600) may not be less than (618).",
            "2, netmtu: 10001, The netmtu parameter (10001) may not be greater than (10000).",
            "3, window_size: 4294967295, The window_size parameter (4294967295) may not be greater than (2147483647).",
            "2, rrp_problem_count_timeout: 2147483648, "
                    + "The rrp parameter (2147483648) may not be greater than (2147483647)."})
    void refusesWhatTheRingCannotHold(int dialect, String line, String text) {
        assertEquals("parse error in config: " + text,
                refusal(new CorpusHost(), Text.cluster("transport: udpu\n" + line, ""), dialect).getMessage());
    }

    @Test
    void takesSmallestAndLargestFrames() throws ConfigurationException {
        assertEquals(346, settings("transport: udpu\nnetmtu: 346", "", 3).totem().netMtu());
        assertEquals(10_000, settings("transport: udpu\nnetmtu: 10000", "", 2).totem().netMtu());
    }
}
