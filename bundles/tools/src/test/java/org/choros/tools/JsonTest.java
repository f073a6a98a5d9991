package org.choros.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.choros.base.RingId;
import org.choros.cfg.NodeStatus;
import org.choros.cfg.RingStatus;
import org.choros.cmap.CMapValue;
import org.choros.cmap.MapKind;
import org.choros.cmap.ValueType;
import org.choros.quorum.NodeState;
import org.choros.quorum.VoteInfo;
import org.choros.tools.QuorumReport.Member;
import org.junit.jupiter.api.Test;

/** What is written with {@code --json}, read by a parser that is strict: the README's schema, key by key. */
final class JsonTest {
    private static final JsonMapper PARSER = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private static JsonNode parse(String line) throws Exception {
        assertFalse(line.chars().anyMatch(c -> c < ' ' || c == 0x7F), line);
        return PARSER.readTree(line);
    }

    private static String json(String text) throws Exception {
        return PARSER.readTree(text.replace('\'', '"')).toString();
    }

    private static void same(String expected, String line) throws Exception {
        assertEquals(json(expected), parse(line).toString());
    }

    private static JsonNode value(CMapValue value, boolean binary) throws Exception {
        return parse(ValueJson.fields(new JsonWriter().beginObject(), value, binary).endObject().toString());
    }

    @Test
    void valuesKeepTheirNumbers() throws Exception {
        for (String text : List.of("u64 18446744073709551615", "i64 -9223372036854775808", "u32 4294967295", "i8 -128",
                "u8 255", "u16 65535", "i16 -32768", "i32 -2147483648", "u64 0")) {
            String[] words = text.split(" ");
            JsonNode json = value(ValueScan.scan(ValueType.ofTag(words[0]), words[1]), false);
            assertEquals(words[0], json.get("type").textValue());
            assertTrue(json.get("value").isIntegralNumber(), text);
            assertEquals(words[1], json.get("value").bigIntegerValue().toString());
        }
    }

    @Test
    void floatsComeBackTheSame() throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            float f = Float.intBitsToFloat(random.nextInt());
            double d = Double.longBitsToDouble(random.nextLong());
            if (Float.isFinite(f)) {
                assertEquals(f, value(CMapValue.flt(f), false).get("value").floatValue());
            }
            if (Double.isFinite(d)) {
                assertEquals(d, value(CMapValue.dbl(d), false).get("value").doubleValue());
            }
        }
        assertEquals("-inf", value(CMapValue.dbl(Double.NEGATIVE_INFINITY), false).get("value").textValue());
        assertEquals("nan", value(CMapValue.flt(Float.NaN), false).get("value").textValue());
    }

    /** Whatever bytes a text has: it is JSON, and nothing is lost. */
    @Test
    void textsOfAnyBytes() throws Exception {
        Random random = new Random(2);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            if (random.nextBoolean()) {
                bytes = new String(bytes, StandardCharsets.UTF_16BE).getBytes(StandardCharsets.UTF_8);
            }
            JsonNode json = parse(new JsonWriter().beginObject().field("t", bytes).endObject().toString());
            JsonNode hex = json.get("t_hex");
            assertEquals(new String(bytes, StandardCharsets.UTF_8), json.get("t").textValue());
            assertArrayEquals(bytes, hex == null
                    ? json.get("t").textValue().getBytes(StandardCharsets.UTF_8)
                    : HexFormat.of().parseHex(hex.textValue()));
        }
    }

    @Test
    void everyCharacterIsEscapedWhereItMustBe() throws Exception {
        StringBuilder all = new StringBuilder();
        for (int c = 0; c < 0x3000; c++) {
            all.append((char) c);
        }
        all.appendCodePoint(0x1F600);
        String text = all.toString();
        JsonNode json = parse(new JsonWriter().beginObject().field(text, text).endObject().toString());
        assertEquals(text, json.get(text).textValue());
    }

    @Test
    void binariesAreHexadecimalWhenTheyAreAskedFor() throws Exception {
        CMapValue value = CMapValue.bin(new byte[]{0, 10, (byte) 0xFF});
        same("{'type':'bin','value':'000aff'}", value(value, true).toString());
        same("{'type':'bin','value':null}", value(value, false).toString());
    }

    private static KeyOutput output(Captured captured) {
        return new KeyOutput(captured.console(), false, false, true);
    }

    @Test
    void keys() throws Exception {
        Captured captured = new Captured();
        KeyOutput output = output(captured);
        output.begin(MapKind.STATS);
        output.key("a.b", CMapValue.u32(7));
        output.key("a.c", CMapValue.str("x \"y\""));
        output.end();
        same("{'map':'stats','keys':[{'key':'a.b','type':'u32','value':7},"
                + "{'key':'a.c','type':'str','value':'x \\\"y\\\"'}]}", captured.out().strip());
        captured = new Captured();
        output = output(captured);
        output.begin(MapKind.ICMAP);
        output.end();
        assertEquals("{\"map\":\"icmap\",\"keys\":[]}\n", captured.out());
    }

    @Test
    void changes() throws Exception {
        Captured captured = new Captured();
        KeyOutput output = output(captured);
        output.tracking();
        output.event("create", "k.a", CMapValue.u8(1), null);
        output.event("modify", "k.a", CMapValue.str("t"), CMapValue.u8(1));
        output.event("delete", "k.a", null, CMapValue.str("t"));
        String[] lines = captured.out().split("\n");
        assertEquals(3, lines.length);
        same("{'event':'create','key':'k.a','new':{'type':'u8','value':1},'old':null}", lines[0]);
        same("{'event':'modify','key':'k.a','new':{'type':'str','value':'t'},'old':{'type':'u8','value':1}}",
                lines[1]);
        same("{'event':'delete','key':'k.a','new':null,'old':{'type':'str','value':'t'}}", lines[2]);
    }

    private static VoteInfo info(int flags, int deviceVotes) {
        String device = (flags & VoteInfo.DEVICE_REGISTERED) == 0 ? "" : "Qdevice";
        return new VoteInfo(1, NodeState.MEMBER, 1, 3, 3, 2 + deviceVotes, 2, flags, deviceVotes, device);
    }

    private static QuorumJson quorum(String... args) throws ToolException {
        QuorumOptions options = QuorumOptions.parse(args, new Captured().console());
        return new QuorumJson(new QuorumReport(options, Dialect.V3), options.allNames());
    }

    @Test
    void quorumAndMembers() throws Exception {
        VoteInfo own = info(VoteInfo.QUORATE, 0);
        List<Member> members = List.of(new Member(0xFFFF_FFFFL, own, List.of("b"), false),
                new Member(1, own, List.of("a"), true));
        same("""
                {'time':1795970692,'quorum_provider':'corosync_votequorum','nodes':2,'local_node_id':1,
                'ring_id':{'node_id':4294967295,'seq':18446744073709551615},'quorate':true,
                'explanation':'quorate: expected 3, have 2, need 2','votequorum':{'expected_votes':3,
                'highest_expected':3,'total_votes':2,'quorum':2,'activity_blocked':false,'flags':['Quorate']},
                'members':[{'node_id':1,'name':'a','local':true,'votes':1,'qdevice':null},
                {'node_id':4294967295,'name':'b','local':false,'votes':1,'qdevice':null}],'qdevice':null}
                """, quorum("--json", "-o", "i").status(1_795_970_692, "corosync_votequorum", 2, 1,
                new RingId(-1, -1), true, own, own.explanation()).members(members));
    }

    @Test
    void quorumDevice() throws Exception {
        VoteInfo own = info(VoteInfo.DEVICE_REGISTERED | VoteInfo.DEVICE_ALIVE | VoteInfo.DEVICE_CAST_VOTE, 1);
        List<Member> members = List.of(new Member(1, own, List.of("a", "10.1.1.1"), true),
                new Member(2, info(0, 0), List.of(), false));
        same("""
                {'members':[{'node_id':1,'name':'a','names':['a','10.1.1.1'],'local':true,'votes':1,
                'qdevice':{'alive':true,'casts_vote':true,'master_wins':false}},
                {'node_id':2,'name':null,'names':[],'local':false,'votes':1,'qdevice':null}],
                'qdevice':{'name':'Qdevice','votes':1,'alive':true,'casts_vote':true,'master_wins':false}}
                """, quorum("-la", "--json").members(members));
    }

    /** Nobody counts votes. */
    @Test
    void membersWithoutVotes() throws Exception {
        same("{'members':[{'node_id':7,'name':'a','local':false}],'qdevice':null}",
                quorum("-l").members(List.of(new Member(7, null, List.of("a"), false))));
    }

    private static NodeStatus node(int id, boolean up, int onwireMax, NodeStatus.Link... links) {
        return new NodeStatus(id, up, false, true, 1, onwireMax, 2, Arrays.asList(links));
    }

    @Test
    void linksAndNodes() throws Exception {
        NodeStatus.Link ours = new NodeStatus.Link(true, true, false, 65_535, "10.77.0.1", "10.77.0.1");
        NodeStatus.Link none = new NodeStatus.Link(false, false, false, 0, "", "");
        NodeStatus.Link theirs = new NodeStatus.Link(true, false, true, 1397, "10.77.0.1", "10.77.0.2");
        LinkReport report = new LinkReport(1, "knet", List.of(node(1, true, 0, ours, none),
                node(2, true, 3, theirs, none), node(-1, false, 0, none, none)), List.of("udp", "sctp"));
        LinkReport two = new LinkReport(1, "knet", report.nodes().subList(0, 2), List.of("udp", "sctp"));
        LinkJson json = new LinkJson(1, NodeList.empty());
        same("""
                {'local_node_id':1,'local_name':null,'transport':'knet','links':[{'link_id':0,'transport':'udp',
                'address':'10.77.0.1','nodes':[
                {'node_id':1,'name':null,'local':true,'enabled':null,'connected':null},
                {'node_id':2,'name':null,'local':false,'enabled':true,'connected':false}]}]}
                """, json.links(two));
        same("""
                {'local_node_id':1,'local_name':null,'transport':'knet','nodes':[{'node_id':2,'name':null,
                'reachable':true,'remote':false,'external':true,'onwire':{'min':1,'max':3,'current':2},'links':[
                {'link_id':0,'transport':'udp','source':'10.77.0.1','destination':'10.77.0.2','enabled':true,
                'connected':false,'dynconnected':true,'mtu':1397}]}]}
                """, json.nodes(report));
    }

    @Test
    void ringsAndAddresses() throws Exception {
        LinkJson json = new LinkJson(172_818_433, NodeList.empty());
        List<RingStatus> rings = List.of(new RingStatus("10.77.0.1", "ring 0 active with no faults"),
                new RingStatus("10.78.0.1", "Marking ringid 1 interface 10.78.0.1 FAULTY"));
        same("""
                {'local_node_id':172818433,'local_name':null,'rings':[{'ring_id':1,'address':'10.78.0.1',
                'status':'Marking ringid 1 interface 10.78.0.1 FAULTY','faulty':true}]}
                """, json.rings(rings, "10.78.0.1"));
        assertEquals(2, parse(json.rings(rings, null)).get("rings").size());
        same("{'node_id':4294967295,'name':null,'addresses':['10.1.2.3','fe80::1']}", json.addresses(0xFFFF_FFFFL,
                List.of(InetAddress.getByName("10.1.2.3"), InetAddress.getByName("fe80::1"))));
    }

    /** Group names are bytes, NUL among them. */
    @Test
    void groupNames() throws Exception {
        same("{'groups':[{'name':'a b'},{'name':'x\\u0000'},{'name':'\uFFFD','name_hex':'ff'}]}",
                GroupJson.names(List.of("a b", "x\0", "\u00FF")));
    }
}
