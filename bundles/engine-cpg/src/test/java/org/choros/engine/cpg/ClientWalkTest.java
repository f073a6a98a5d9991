package org.choros.engine.cpg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.RingIdentity;
import org.choros.wire.ipc.CpgReply;
import org.choros.wire.ipc.CpgRequest;
import org.choros.wire.ipc.IpcError;
import org.junit.jupiter.api.Test;

/** The recorded conversations of C clients with corosync 3.1.7: the same requests get the same answers and events. */
final class ClientWalkTest {
    private final TestNode node = new TestNode(1, 3);

    private static List<JsonNode> vectors(String file) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        ObjectMapper json = new ObjectMapper();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                ClientWalkTest.class.getResourceAsStream("/vectors/ipc/" + file), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                JsonNode v = json.readTree(line);
                if ("cpg".equals(v.get("service").asText())) {
                    all.add(v);
                }
            }
        }
        return all;
    }

    private static ByteBuffer bytes(JsonNode vector) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(vector.get("hex").asText())).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] blank(JsonNode vector, ByteBuffer message) {
        byte[] b = new byte[message.remaining()];
        message.duplicate().get(b);
        for (JsonNode range : vector.get("dontcare")) {
            int from = range.get(0).asInt();
            Arrays.fill(b, Math.min(b.length, from), Math.min(b.length, from + range.get(1).asInt()), (byte) 0);
        }
        return b;
    }

    private void ring(int seq) {
        node.engine.syncInit(new Membership(true, new RingIdentity(1, seq), new int[]{1}, new int[0], new int[0],
                new int[0]), 0);
        node.engine.syncActivate(0);
    }

    /** Delivers what the node has sent. */
    private void deliver() {
        for (ByteBuffer m = node.sent.poll(); m != null; m = node.sent.poll()) {
            node.engine.onMessage(m.getInt(0) & 0xFFFF, 1, m, 0);
        }
    }

    private static void same(JsonNode vector, ByteBuffer ours) {
        assertArrayEquals(blank(vector, bytes(vector)), blank(vector, ours),
                vector.get("seq") + " " + vector.get("name") + " " + vector.get("decoded"));
    }

    /** Requests of one client in order, with their responses and events; what it refers to by handle is ours. */
    private void walk(List<JsonNode> vectors) {
        FakeSession session = node.connect();
        long handle = 0;
        for (JsonNode v : vectors) {
            ByteBuffer recorded = bytes(v);
            switch (v.get("direction").asText()) {
                case "request" -> {
                    if (v.get("decoded").has("iteration_handle")) {
                        recorded.putLong(16, handle);
                    }
                    node.ask(session, recorded);
                }
                case "response" -> {
                    ByteBuffer ours = session.responses.remove(0);
                    if (CpgReply.IterationInitialize.ID == ours.getInt(0)) {
                        handle = ours.getLong(24);
                        assertTrue(handle != 0);
                        recorded.putLong(24, handle);
                        assertArrayEquals(blank(v, recorded), blank(v, ours));
                    } else {
                        same(v, ours);
                    }
                }
                default -> {
                    deliver();
                    same(v, session.events.remove(0));
                }
            }
        }
        deliver();
        assertEquals(List.of(), session.told());
        assertEquals(List.of(), session.responses);
        node.disconnect(session);
        deliver();
    }

    @Test
    void theApiWalk() throws IOException {
        ring(5);
        List<JsonNode> walk = new ArrayList<>();
        for (JsonNode v : vectors("ipc-api-cpg.jsonl")) {
            int seq = v.get("seq").asInt();
            // zero copy needs files, see ZeroCopyTest
            if (seq <= 45 && (seq < 33 || seq > 39)) {
                walk.add(v);
            }
        }
        assertEquals(39, walk.size());
        walk(walk);
    }

    /** cpgtool does not initialise the name of an iteration that does not need one. */
    @Test
    void theToolsRequests() throws IOException {
        ring(5);
        FakeSession member = node.connect();
        node.ask(member, new CpgRequest.Join("ipc1grp", 859, 0));
        deliver();
        assertEquals(IpcError.OK, member.error());
        List<JsonNode> walk = vectors("ipc-tool-cpgtool.jsonl");
        assertEquals(20, walk.size());
        walk(walk.subList(0, 10));
        walk(walk.subList(10, 20));
    }

    @Test
    void partsOfALongMessage() throws IOException {
        ring(5);
        FakeSession sender = node.connect();
        node.ask(sender, new CpgRequest.Join("g", 1, 0));
        deliver();
        sender.responses.clear();
        sender.events.clear();
        List<JsonNode> events = new ArrayList<>();
        int responses = 0;
        for (JsonNode v : vectors("ipc-api-cpg-partial.jsonl")) {
            if ("request".equals(v.get("direction").asText())) {
                // the recording is cut behind the fixed part
                int size = v.get("decoded").get("size").asInt();
                ByteBuffer whole = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
                whole.put(0, bytes(v), 0, Math.min(size, bytes(v).remaining()));
                node.ask(sender, whole);
            } else if ("response".equals(v.get("direction").asText())) {
                same(v, sender.responses.remove(0));
                responses++;
            } else {
                events.add(v);
            }
        }
        deliver();
        assertEquals(2, responses);
        assertEquals(2, events.size());
        for (JsonNode v : events) {
            ByteBuffer ours = sender.events.remove(0);
            JsonNode d = v.get("decoded");
            CpgReply.PartialDeliver part = CpgReply.PartialDeliver.decode(ours);
            assertEquals(d.get("size").asInt(), ours.remaining());
            assertEquals(d.get("msglen").asInt(), part.length());
            assertEquals(d.get("fraglen").asInt(), part.fragment().length);
            assertEquals(d.get("type").asInt(), part.type());
        }
    }

    // --- what was not recorded

    @Test
    void malformedRequestsAreRefused() {
        FakeSession a = node.connect();
        for (int id = 0; id < node.engine.requests(); id++) {
            ByteBuffer tiny = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
            tiny.putInt(0, id).putInt(8, 16);
            node.ask(a, tiny);
            if (id == CpgRequest.Mcast.ID) {
                assertEquals(List.of(), a.responses);
            } else if (id == CpgRequest.LocalGet.ID || id == CpgRequest.Finalize.ID) {
                assertEquals(IpcError.OK, a.error());
            } else {
                assertEquals(IpcError.INVALID_PARAM, a.error(), "request " + id);
            }
        }
        ByteBuffer lying = new CpgRequest.Mcast(2, new byte[4]).encode();
        lying.putInt(32, -1);
        node.ask(a, lying);
        assertEquals(List.of(), a.responses);
        assertTrue(node.sent.isEmpty());
    }

    /** As with corosync: who asks on after the end begins anew. */
    @Test
    void anIterationBeginsAnewAfterItsEnd() {
        ring(5);
        FakeSession a = node.join("g", 1);
        deliver();
        node.ask(a, new CpgRequest.IterationInitialize("", CpgRequest.ALL));
        CpgRequest next = new CpgRequest.IterationNext(CpgReply.IterationInitialize.decode(a.response()).handle());
        for (int round = 0; round < 3; round++) {
            node.ask(a, next);
            assertEquals("g", CpgReply.IterationNext.decode(a.response()).group());
            node.ask(a, next);
            assertEquals(IpcError.NO_SECTIONS, a.error());
        }
    }

    @Test
    void iterationsAreBoundedAndTheirsAlone() {
        FakeSession a = node.connect();
        node.ask(a, new CpgRequest.IterationInitialize("", 9));
        assertEquals(IpcError.INVALID_PARAM, a.error());
        long handle = 0;
        for (int i = 0; i < Iterations.MAX; i++) {
            node.ask(a, new CpgRequest.IterationInitialize("", CpgRequest.ALL));
            handle = CpgReply.IterationInitialize.decode(a.response()).handle();
        }
        node.ask(a, new CpgRequest.IterationInitialize("", CpgRequest.ALL));
        assertEquals(IpcError.NO_MEMORY, a.error());
        FakeSession b = node.connect();
        node.ask(b, new CpgRequest.IterationNext(handle));
        assertEquals(IpcError.LIBRARY, b.error());
        node.ask(b, new CpgRequest.IterationFinalize(handle));
        assertEquals(IpcError.LIBRARY, b.error());
        node.ask(a, new CpgRequest.IterationFinalize(handle));
        assertEquals(IpcError.OK, a.error());
        node.ask(a, new CpgRequest.IterationNext(handle));
        assertEquals(IpcError.LIBRARY, a.error());
        node.ask(a, new CpgRequest.IterationInitialize("unknown", CpgRequest.ONE_GROUP));
        node.ask(a, new CpgRequest.IterationNext(CpgReply.IterationInitialize.decode(a.response()).handle()));
        assertEquals(IpcError.NO_SECTIONS, a.error());
    }

    /** Spec 2.3: a new group goes to the front, another of a group directly behind its first. */
    @Test
    void iterationsAreInCorosyncsOrder() {
        for (String join : List.of("a 1", "b 2", "a 3", "b 4", "a 5", "c 6")) {
            FakeSession s = node.connect();
            node.ask(s, new CpgRequest.Join(join.substring(0, 1), Integer.parseInt(join.substring(2)), 0));
        }
        deliver();
        assertEquals("c6 b2 b4 a1 a5 a3", iterate(CpgRequest.ALL, "ignored"));
        assertEquals("c0 b0 a0", iterate(CpgRequest.NAME_ONLY, "ignored"));
        assertEquals("a1 a5 a3", iterate(CpgRequest.ONE_GROUP, "a"));
    }

    private String iterate(int type, String name) {
        FakeSession s = node.connect();
        node.ask(s, new CpgRequest.IterationInitialize(name, type));
        long handle = CpgReply.IterationInitialize.decode(s.response()).handle();
        StringBuilder all = new StringBuilder();
        while (true) {
            node.ask(s, new CpgRequest.IterationNext(handle));
            CpgReply.IterationNext next = CpgReply.IterationNext.decode(s.response());
            if (next.error() != IpcError.OK) {
                return all.toString().trim();
            }
            all.append(next.group()).append(next.pid()).append(' ');
        }
    }

    @Test
    void gatesAreTheTables() {
        String gates = "";
        for (int id = 0; id < node.engine.requests(); id++) {
            gates += node.engine.gated(id) ? "y" : "n";
        }
        assertEquals("yyynnnnnyyyyy", gates);
    }
}
