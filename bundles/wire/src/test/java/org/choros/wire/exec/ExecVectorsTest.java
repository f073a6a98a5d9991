package org.choros.wire.exec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** What two corosync 3.1.7 nodes really sent each other: decoded as recorded, encoded the same again. */
final class ExecVectorsTest {
    private static final Map<String, Function<ByteBuffer, ExecMessage>> DECODERS = Map.ofEntries(
            Map.entry("config_version", CmapMcast::decode), Map.entry("killnode", CfgKillNode::decode),
            Map.entry("shutdown", CfgShutdown::decode), Map.entry("reload_config", CfgReload::decode),
            Map.entry("nodeinfo", VoteNodeInfo::decode), Map.entry("reconfigure", VoteReconfigure::decode),
            Map.entry("qdevice_reg", VoteDeviceRegister::decode),
            Map.entry("qdevice_reconfigure", VoteDeviceRename::decode), Map.entry("procjoin", CpgProcJoin::decode),
            Map.entry("procleave", CpgProcLeave::decode), Map.entry("joinlist", CpgJoinList::decode),
            Map.entry("mcast", CpgMcast::decode));

    private static List<JsonNode> vectors() throws IOException {
        List<JsonNode> all = new ArrayList<>();
        ObjectMapper json = new ObjectMapper();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                ExecVectorsTest.class.getResourceAsStream("/vectors/ipc/ipc-exec.jsonl"), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                JsonNode v = json.readTree(line);
                if (DECODERS.containsKey(v.get("name").asText())) {
                    all.add(v);
                }
            }
        }
        return all;
    }

    private static byte[] bytes(JsonNode vector) {
        return HexFormat.of().parseHex(vector.get("hex").asText());
    }

    private static void blank(byte[] b, JsonNode dontcare) {
        for (JsonNode range : dontcare) {
            int from = range.get(0).asInt();
            Arrays.fill(b, from, Math.min(b.length, from + range.get(1).asInt()), (byte) 0);
        }
    }

    @Test
    void shouldDecodeAndEncodeWhatWasRecorded() throws IOException {
        Set<String> names = new TreeSet<>();
        for (JsonNode v : vectors()) {
            String name = v.get("name").asText();
            names.add(name);
            byte[] recorded = bytes(v);
            ExecMessage m = DECODERS.get(name).apply(ByteBuffer.wrap(recorded));
            assertNotNull(m, name);
            check(m, v.get("decoded"));
            byte[] again = m.encode().array();
            assertEquals(recorded.length, again.length, name);
            blank(recorded, v.get("dontcare"));
            blank(again, v.get("dontcare"));
            assertArrayEquals(recorded, again, name + " " + v.get("seq"));
        }
        assertEquals(DECODERS.keySet(), names);
    }

    private static void check(ExecMessage m, JsonNode d) {
        assertEquals(d.get("id").asInt(), m.service() << 16 | m.function());
        if (m instanceof CmapMcast c) {
            assertEquals(d.get("reason").asInt(), c.reason());
            assertEquals(d.get("no_items").asInt(), c.items().size());
            JsonNode item = d.get("items").get(0);
            assertEquals(item.get("key").asText(), c.items().get(0).key());
            assertEquals(item.get("type").asInt(), c.items().get(0).type());
            assertEquals(item.get("value").asInt(), c.items().get(0).value()[0]);
        } else if (m instanceof CfgKillNode k) {
            assertEquals(d.get("nodeid").asInt(), k.nodeId());
            assertEquals(d.get("reason").asText(), k.reason() + '\0');
        } else if (m instanceof CfgReload r) {
            assertEquals(d.get("source.nodeid").asInt(), r.source().nodeId());
            assertEquals(d.get("source.conn").asText(), "0x" + Long.toHexString(r.source().token()));
        } else if (m instanceof VoteNodeInfo n) {
            assertEquals(List.of(d.get("nodeid").asInt(), d.get("votes").asInt(), d.get("expected_votes").asInt(),
                    d.get("flags").asInt()), List.of(n.nodeId(), n.votes(), n.expectedVotes(), n.flags()));
        } else if (m instanceof VoteReconfigure r) {
            assertEquals(List.of(d.get("nodeid").asInt(), d.get("value").asInt(), d.get("param").asInt()),
                    List.of(r.nodeId(), r.value(), r.parameter()));
        } else if (m instanceof VoteDeviceRegister r) {
            assertEquals(d.get("operation").asInt() == 1, r.register());
            assertEquals(d.get("qdevice_name").asText(), r.name());
        } else if (m instanceof VoteDeviceRename r) {
            assertEquals(d.get("oldname").asText(), r.oldName());
            assertEquals(d.get("newname").asText(), r.newName());
        } else if (m instanceof CfgShutdown) {
            assertEquals(ExecMessage.HEADER, m.size());
        } else {
            checkCpg(m, d);
        }
    }

    private static void checkCpg(ExecMessage m, JsonNode d) {
        if (m instanceof CpgProcJoin j) {
            assertEquals(new CpgProcJoin(d.get("group_name").asText(), d.get("pid").asInt(), CpgProcJoin.JOIN), j);
        } else if (m instanceof CpgProcLeave l) {
            assertEquals(new CpgProcLeave(d.get("group_name").asText(), d.get("pid").asInt(), CpgProcLeave.LEAVE), l);
        } else if (m instanceof CpgJoinList j) {
            JsonNode entry = d.get("entries").get(0);
            assertEquals(List.of(new CpgJoinList.Entry(entry.get("group").asText(), entry.get("pid").asInt())),
                    j.entries());
        } else {
            CpgMcast c = (CpgMcast) m;
            assertEquals(d.get("group_name").asText(), c.group());
            assertEquals(d.get("pid").asInt(), c.pid());
            assertEquals(d.get("source.nodeid").asInt(), c.source().nodeId());
            assertEquals(d.get("message_hex").asText(), HexFormat.of().formatHex(c.message()));
        }
    }

    @Test
    void shouldRefuseEveryTruncation() throws IOException {
        for (JsonNode v : vectors()) {
            byte[] b = bytes(v);
            for (int length = ExecMessage.HEADER; length < b.length; length++) {
                // a join list may be cut behind an entry
                if (!"joinlist".equals(v.get("name").asText()) || length != 24) {
                    assertNull(DECODERS.get(v.get("name").asText()).apply(ByteBuffer.wrap(b, 0, length)),
                            v.get("name") + " cut to " + length);
                }
            }
        }
    }

    @Test
    void shouldSurviveRandomDamage() throws IOException {
        Random random = new Random(11);
        for (JsonNode v : vectors()) {
            for (int round = 0; round < 200; round++) {
                byte[] b = bytes(v);
                for (int i = 0; i < 4; i++) {
                    b[random.nextInt(b.length)] = (byte) random.nextInt();
                }
                ExecMessage m = DECODERS.get(v.get("name").asText()).apply(ByteBuffer.wrap(b));
                if (m != null) {
                    ExecMessage again = DECODERS.get(v.get("name").asText()).apply(m.encode());
                    assertEquals(m.size(), again.size());
                }
            }
        }
    }

    @Test
    void shouldEncodeMessagesThatWereNotRecorded() {
        CfgCrypto crypto = CfgCrypto.decode(new CfgCrypto(CfgCrypto.CLEAN_UP).encode());
        assertEquals(CfgCrypto.CLEAN_UP, crypto.phase());
        assertEquals(24, crypto.encode().remaining());
        CfgRingReenable ring = CfgRingReenable.decode(new CfgRingReenable(new Source(7, -9)).encode());
        assertEquals(new Source(7, -9), ring.source());
        ByteBuffer badPhase = crypto.encode();
        badPhase.putInt(16, 3);
        assertNull(CfgCrypto.decode(badPhase));
        ByteBuffer badOperation = new VoteDeviceRegister(true, "q").encode();
        badOperation.putInt(16, 2);
        assertNull(VoteDeviceRegister.decode(badOperation));
        ByteBuffer badParameter = new VoteReconfigure(1, 2, 3).encode();
        badParameter.put(24, (byte) 4);
        assertNull(VoteReconfigure.decode(badParameter));
        ByteBuffer endless = new VoteDeviceRename("a", "b").encode();
        for (int i = 16; i < 271; i++) {
            endless.put(i, (byte) 'x');
        }
        assertNull(VoteDeviceRename.decode(endless));
        assertNull(VoteNodeInfo.decode(badParameter), "another function");
    }

    @Test
    void shouldCarryGroupsOfAnyBytes() {
        String name = "\0\u00ff".repeat(64);
        CpgJoinList list = new CpgJoinList(List.of(new CpgJoinList.Entry(name, -1), new CpgJoinList.Entry("", 7)));
        assertEquals(list, CpgJoinList.decode(list.encode()));
        CpgPartialMcast part = new CpgPartialMcast(name, 2_000_000_000, 9, CpgPartialMcast.LAST, new Source(3, 4),
                new byte[]{1, 2, 3});
        assertEquals(part, CpgPartialMcast.decode(part.encode()));
        assertEquals(203, part.size());
        CpgDownlist down = new CpgDownlist(3, new int[]{1, -1});
        assertEquals(down, CpgDownlist.decode(down.encode()));
        assertEquals(1568, down.encode().remaining());
        CpgOldDownlist old = new CpgOldDownlist(new int[]{5});
        assertEquals(old, CpgOldDownlist.decode(old.encode()));
        assertEquals(1560, old.encode().remaining());
    }

    @Test
    void shouldRefuseCpgMessagesThatLieAboutLengths() {
        assertNull(CpgPartialMcast.decode(part().putInt(CpgPartialMcast.FRAGMENT_LENGTH, 4)));
        assertNull(CpgPartialMcast.decode(part().putInt(CpgPartialMcast.FRAGMENT_LENGTH, -1)));
        assertNull(CpgPartialMcast.decode(part().putInt(CpgPartialMcast.TYPE, 0)));
        assertNull(CpgPartialMcast.decode(part().putInt(CpgPartialMcast.NAME, 129)));
        assertNull(CpgPartialMcast.decode(part().putInt(CpgPartialMcast.NAME, -1)));
        assertNull(CpgDownlist.decode(new CpgDownlist(0, new int[0]).encode().putInt(24, 385)));
        assertNull(CpgDownlist.decode(new CpgDownlist(0, new int[0]).encode().putInt(24, -1)));
        assertNull(CpgOldDownlist.decode(new CpgOldDownlist(new int[0]).encode().putInt(16, 385)));
        assertNull(CpgJoinList.decode(
                new CpgJoinList(List.of(new CpgJoinList.Entry("g", 1))).encode().putInt(32, 129)));
        assertNull(CpgProcJoin.decode(new CpgProcJoin("g", 1, 1).encode().putInt(16, 200)));
    }

    private static ByteBuffer part() {
        return new CpgPartialMcast("g", 9, 9, CpgPartialMcast.FIRST, new Source(3, 4), new byte[3]).encode();
    }

    @Test
    void shouldKeepSeveralItemsApart() {
        CmapMcast two = new CmapMcast(CmapMcast.NEW_CONFIG_VERSION,
                List.of(new CmapMcast.Item("a.b", 0, new byte[0]), new CmapMcast.Item("c.d", 12, new byte[]{1, 2, 3}),
                        new CmapMcast.Item("e.f", 2, new byte[]{4})));
        assertEquals(two, CmapMcast.decode(two.encode()));
    }
}
