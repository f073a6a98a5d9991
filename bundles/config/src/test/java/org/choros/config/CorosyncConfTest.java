package org.choros.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.TreeMap;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.config.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading files: what the corpus does not have. */
final class CorosyncConfTest {
    private static String refusal(String text, int dialect) {
        return assertThrows(ConfigurationException.class, () -> Text.parse(text, dialect)).getMessage();
    }

    /** The section says it; else multicast without transport, or udp and udpu with a cipher or two rings, is 2. */
    @ParameterizedTest
    @CsvSource({"'', 3", "'totem {|transport: knet|crypto_cipher: aes256|}', 3",
            "'totem {|interface {|mcastaddr: 239.1.1.1|}|}', 2", "'totem {|interface {|broadcast: yes|}|}', 2",
            "'totem {|transport: udp|interface {|mcastaddr: 239.1.1.1|}|}', 3",
            "'totem {|transport: udpu|crypto_cipher: aes256|}', 2", "'totem {|transport: udp|crypto_hash: sha1|}', 2",
            "'totem {|transport: udpu|crypto_cipher: none|crypto_hash: none|}', 3", "'totem {|transport: udpu|}', 3",
            "'totem {|transport: udpu|rrp_mode: passive|interface {|ringnumber: 1|}|}', 2",
            "'totem {|rrp_mode: active|}|nodelist {|node {|ring0_addr: b|ring1_addr: a|}|}', 2",
            "'totem {|transport: udpu|rrp_mode: passive|interface {|ringnumber: 0|}|}', 3",
            "'totem {|transport: knet|rrp_mode: passive|}|nodelist {|node {|ring0_addr: b|ring1_addr: a|}|}', 3",
            "'totem {|transport: udpu|rrp_mode: none|}|nodelist {|node {|ring0_addr: b|ring1_addr: a|}|}', 3",
            "'totem {|transport: udpu|secauth: on|}', 2", "'totem {|transport: udpu|secauth: off|}', 3",
            "'choros {|dialect: 3|}|totem {|interface {|broadcast: yes|}|}', 3", "'choros {|dialect: 2|}', 2"})
    void tellsTheDialect(String text, int dialect) throws ConfigurationException {
        CorpusHost host = new CorpusHost().file(Text.FILE, Text.bytes(text.replace('|', '\n')));
        assertEquals(dialect, new CorosyncConf(host).load(Text.FILE, new IcMap()));
    }

    @Test
    void refusesAnUnknownDialect() {
        CorpusHost host = new CorpusHost().file(Text.FILE, Text.bytes("choros {\ndialect: 4\n}\n"));
        ConfigurationException e = assertThrows(ConfigurationException.class,
                () -> new CorosyncConf(host).load(Text.FILE, new IcMap()));
        assertEquals("Invalid choros.dialect. Should be 2 or 3", e.getMessage());
    }

    @Test
    void refusesAHugeFile() {
        CorpusHost host = new CorpusHost().file(Text.FILE, new byte[ConfText.FILE_MAX + 1]);
        ConfigurationException e = assertThrows(ConfigurationException.class,
                () -> new CorosyncConf(host).load(Text.FILE, new IcMap()));
        assertEquals("Can't read file /x/corosync.conf: it is larger than 16777216 bytes", e.getMessage());
    }

    /** Sections of {@code availability} of one name are numbered within theirs; also in a second such section. */
    @ParameterizedTest
    @CsvSource({"2", "3"})
    void numbersTheSectionsOfAvailability(int dialect) throws ConfigurationException {
        String group = "group {\nname: g\nunit {\nnode: a\n}\nunit {\nnode: b\n}\n}\n";
        IcMap map = Text.parse("availability {\nfence: x\n" + group + group + "totem {\nversion: 3\n}\n}\n"
                + "availability {\n" + group + "}\ngroup {\nname: other\n}\n", dialect);
        assertEquals("{availability.fence=x, availability.group.0.name=g, availability.group.0.unit.0.node=a, "
                + "availability.group.0.unit.1.node=b, availability.group.1.name=g, "
                + "availability.group.1.unit.0.node=a, availability.group.1.unit.1.node=b, "
                + "availability.group.2.name=g, availability.group.2.unit.0.node=a, "
                + "availability.group.2.unit.1.node=b, availability.totem.0.version=3, group.name=other}",
                strings(map).toString());
    }

    private static Map<String, String> strings(IcMap map) {
        Map<String, String> all = new TreeMap<>();
        map.withPrefix("").forEach((key, value) -> all.put(key, value.asString()));
        return all;
    }

    /** Dialect 2 lets sections without a name open; a mountain of them must not cost the stack or all memory. */
    @Test
    void boundsTheNesting() {
        assertEquals("parser error: Sections are nested too deeply", refusal("{\n".repeat(100_000), 2));
    }

    @Test
    void readsUidgidDirectoryBesideTheFile() throws ConfigurationException {
        CorpusHost host = new CorpusHost().file(Text.FILE, Text.bytes("uidgid {\nuid: 5\n}\n"))
                .file("/x/uidgid.d/a", Text.bytes("uidgid {\nuid: daemon\ngid: 7\n}\n"))
                .file("/etc/corosync/uidgid.d/b", Text.bytes("uidgid {\nuid: 9\n}\n"));
        IcMap third = new IcMap();
        new CorosyncConf(host).load(Text.FILE, third, 3);
        assertEquals("[uidgid.config.gid.7, uidgid.config.uid.1, uidgid.config.uid.5]",
                third.withPrefix("uidgid.").keySet().toString());
        IcMap second = new IcMap();
        new CorosyncConf(host).load(Text.FILE, second, 2);
        assertEquals("[uidgid.config.uid.5, uidgid.config.uid.9]", second.withPrefix("uidgid.").keySet().toString());
    }

    @Test
    void allowsOnlyUidgidInItsDirectory() {
        CorpusHost host = new CorpusHost().file(Text.FILE, Text.bytes("")).file("/x/uidgid.d/a",
                Text.bytes("\ntotem {\n}\n"));
        ConfigurationException e = assertThrows(ConfigurationException.class,
                () -> new CorosyncConf(host).load(Text.FILE, new IcMap(), 3));
        assertEquals("parser error: /x/uidgid.d/a:2: uidgid: Can't add subsection different than uidgid",
                e.getMessage());
    }

    /** Checked against a running 3.1.7. */
    @Test
    void keepsKeysOfOneLetter() throws ConfigurationException {
        IcMap map = Text.parse("totem {\nx: y\na {\nbb: 1\n}\n}\n", 3);
        assertEquals("y", map.getString("totem.x", null));
        assertEquals("1", map.getString("totem.a.bb", null));
    }

    /** Keys of a path that is written out at top level are text, whatever they would be in their section. */
    @Test
    void typesOnlyKnownSections() throws ConfigurationException {
        IcMap map = Text.parse("totem.token: abc\ntotem.ip_version: any\n", 3);
        assertEquals("abc", map.getString("totem.token", null));
        assertEquals("any", map.getString("totem.ip_version", null));
    }

    @Test
    void takesNegativeU64AsStrtoullDoes() throws ConfigurationException {
        assertEquals(MapValue.u64(-1), Text.parse("totem {\nconfig_version: -1\n}\n", 3).get("totem.config_version"));
        assertTrue(
                refusal("totem {\nconfig_version: 18446744073709551616\n}\n", 3).contains("0..18446744073709551615"));
    }

    @Test
    void readsALineUpToANulByte() throws ConfigurationException {
        IcMap map = Text.parse("some {\nkey: value\0garbage\nother: 1\n}\n", 3);
        assertEquals("value", map.getString("some.key", null));
        assertEquals("1", map.getString("some.other", null));
    }

    @Test
    void keepsBytesThatAreNoUtf8() throws ConfigurationException {
        byte[] text = {'a', 'b', 'c', ':', (byte) 0xFF, 'z'};
        IcMap map = new IcMap();
        new CorosyncConf(new CorpusHost().file(Text.FILE, text)).load(Text.FILE, map, 3);
        assertEquals(3, map.get("abc").length());
        assertEquals((byte) 0xFF, map.get("abc").bytes()[0]);
    }

    /** config-and-tools.md 1.1: 2.4 reads a line in pieces of 511 bytes. */
    @Test
    void cutsLongLinesInDialect2() throws ConfigurationException {
        IcMap map = Text.parse("sec {\nkey: " + "v".repeat(506) + "part: 2\n}\n", 2);
        assertEquals(506, map.getString("sec.key", "").length());
        assertEquals("2", map.getString("sec.part", null));
    }

    @Test
    void ownSectionsAreText() throws ConfigurationException {
        IcMap map = Text.parse("choros {\ninstance: a\n}\navailability {\nmode: enabled\n}\n", 3);
        assertEquals("a", map.getString("choros.instance", null));
        assertEquals("enabled", map.getString("availability.mode", null));
    }

    @Test
    void membersCountFromTheLast() throws ConfigurationException {
        IcMap map = Text.parse("totem {\ninterface {\nlinknumber: 2\nmember {\nmemberaddr: 1.1.1.1\n}\nmember {\n"
                + "memberaddr: 2.2.2.2\n}\n}\n}\n", 3);
        assertEquals("2.2.2.2", map.getString("totem.interface.2.member.0", null));
        assertEquals("1.1.1.1", map.getString("totem.interface.2.member.1", null));
        assertNull(map.get("totem.interface.0.member.0"));
    }

    @Test
    void findsTheFileByTheEnvironment() {
        assertEquals("/etc/corosync/corosync.conf", CorosyncConf.location(new CorpusHost()));
        CorpusHost host = new CorpusHost().with("COROSYNC_MAIN_CONFIG_FILE", "/y");
        assertEquals("/y", CorosyncConf.location(host));
    }

    /** Seen with 3.1.7: in logger blocks the first of two values stays. */
    @Test
    void firstValueOfALoggerBlockStays() throws ConfigurationException {
        IcMap map = Text.parse("logging {\nlogger_subsys {\nsubsys: A\ndebug: on\ndebug: off\n}\n}\n", 3);
        assertEquals("on", map.getString("logging.logger_subsys.A.debug", null));
    }

    /** Seen with 3.1.7: these know their keys inside sections of any name. */
    @Test
    void someSectionsReachIntoOthers() throws ConfigurationException {
        IcMap map = Text.parse("uidgid {\nany {\nuid: 7\n}\n}\nresources {\nany {\nwatchdog_timeout: 9\n}\n}\n"
                + "quorum {\nany {\ntwo_node: 1\n}\n}\ntotem {\ninterface {\nany {\nmcastport: 1\n}\n}\n}\n", 3);
        assertEquals(MapValue.u8(1), map.get("uidgid.config.uid.7"));
        assertEquals(MapValue.u32(9), map.get("resources.any.watchdog_timeout"));
        assertEquals("1", map.getString("quorum.any.two_node", null));
        assertEquals("1", map.getString("totem.interface.any.mcastport", null));
    }
}
