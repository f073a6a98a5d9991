package org.choros.engine.cmap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.engine.ServiceEngine;
import org.choros.wire.ipc.IpcMessage;
import org.junit.jupiter.api.Test;

/** Asks what a program asked corosync 3.1.7's cmap and compares every byte of the answers and events (ipc 2.4). */
final class CmapWalkTest {
    private final TestContext context = new TestContext(1, 3);
    private final ServiceEngine engine = new CmapFactory().create(context);
    private FakeSession session = new FakeSession(1);
    private final Deque<ByteBuffer> events = new ArrayDeque<>();
    private final Map<Long, Long> handles = new HashMap<>();

    private static List<JsonNode> walk() throws IOException {
        List<JsonNode> all = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                CmapWalkTest.class.getResourceAsStream("/vectors/ipc/ipc-api-cmap.jsonl"), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                JsonNode v = new ObjectMapper().readTree(line);
                if (v.get("src").asText().startsWith("API walk")) {
                    all.add(v);
                }
            }
        }
        return all;
    }

    private static ByteBuffer bytes(JsonNode v) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(v.get("hex").asText())).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void assertSame(JsonNode v, ByteBuffer ours) {
        byte[] expected = bytes(v).array();
        byte[] actual = ours.array().clone();
        String what = v.get("name").asText() + " " + v.get("seq") + " " + v.get("decoded");
        assertEquals(expected.length, actual.length, what);
        for (JsonNode range : v.get("dontcare")) {
            int from = range.get(0).asInt();
            int to = Math.min(expected.length, from + range.get(1).asInt());
            Arrays.fill(expected, from, to, (byte) 0);
            Arrays.fill(actual, from, to, (byte) 0);
        }
        assertArrayEquals(expected, actual, what);
    }

    // the statistics of the recorded daemon, values as of then
    private void statistics() {
        context.stats.put("stats.ipcs.global.active", () -> MapValue.u64(1));
        context.stats.put("stats.ipcs.global.closed", () -> MapValue.u64(1));
        String client = "stats.ipcs.service0.381.0x55633c7f5b60.";
        for (String u64 : new String[]{"dispatched", "flow_control_count", "invalid_request", "overload",
                "recv_retries", "requests", "responses", "send_retries"}) {
            context.stats.put(client + u64, () -> MapValue.u64(0));
        }
        for (String u32 : new String[]{"flow_control", "queued", "sent"}) {
            context.stats.put(client + u32, () -> MapValue.u32(0));
        }
        context.stats.put(client + "queueing", () -> MapValue.i32(0));
        context.stats.put(client + "procname", () -> MapValue.str("walk"));
        context.stats.put("stats.pg.msg_reserved", () -> MapValue.u32(0));
    }

    private void request(JsonNode v) {
        ByteBuffer m = bytes(v);
        String name = v.get("name").asText();
        if (name.equals("set_current_map")) {
            // the library sends it first of all on each connection
            session = new FakeSession(2);
        }
        if (name.equals("iter_next") || name.equals("iter_finalize") || name.equals("track_delete")) {
            m.putLong(16, handles.getOrDefault(m.getLong(16), -1L));
        }
        engine.onRequest(session, IpcMessage.idOf(m), m, 1);
        events.addAll(session.events);
        session.events.clear();
    }

    private void response(JsonNode v) {
        ByteBuffer ours = session.responses.remove(0);
        String name = v.get("name").asText();
        if (name.equals("iter_init") || name.equals("track_add")) {
            long theirs = bytes(v).getLong(24);
            handles.put(theirs, ours.getLong(24));
            ours.putLong(24, theirs);
        }
        assertSame(v, ours);
    }

    @Test
    void shouldAnswerAsRecorded() throws Exception {
        engine.start(1);
        statistics();
        engine.onConnect(session);
        int told = 0;
        int answered = 0;
        for (JsonNode v : walk()) {
            switch (v.get("direction").asText()) {
                case "request" -> request(v);
                case "response" -> {
                    response(v);
                    answered++;
                }
                default -> {
                    assertSame(v, events.remove());
                    told++;
                }
            }
        }
        assertEquals(List.of(113, 9, 0), List.of(answered, told, events.size()));
    }
}
