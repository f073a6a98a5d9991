package org.choros.totem.rrp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.choros.totem.ring.RingConfig;
import org.choros.wire.totem.CommitTokenView;
import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;
import org.junit.jupiter.api.Test;

/** What real daemons sent on two rings, given to a node of the same ring (section 7 and totem-2.4.6-rrp.jsonl). */
class RecordedTestsTest {
    private static final int[] MEMBERS = {1, 2, 3};
    private static final long MS = RingConfig.MS;

    private final Recorder out = new Recorder();

    private static List<JsonNode> load(String mode) throws Exception {
        List<JsonNode> all = new ArrayList<>();
        ObjectMapper mapper = new ObjectMapper();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                RecordedTestsTest.class.getResourceAsStream("/vectors/totem/totem-2.4.6-rrp.jsonl"),
                StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                JsonNode json = mapper.readTree(line);
                if (json.get("transport").asText().endsWith(mode)) {
                    all.add(json);
                }
            }
        }
        return all;
    }

    private static byte[] packet(JsonNode json) {
        return HexFormat.of().parseHex(json.get("plain_hex").asText());
    }

    private static String kind(JsonNode json) {
        return json.at("/decoded/kind").asText();
    }

    private static int type(JsonNode json) {
        return json.path("plain_hex").asText().startsWith("06")
                ? 6
                : Integer.parseInt(
                        json.path("plain_hex").asText().substring(0, 2), 16);
    }

    private RedundantRings node(RedundancyMode mode, int nodeId) {
        RedundantRings rings = new RedundantRings(
                new RedundancyConfig(mode, 2, 2000 * MS, 10, 100, 238 * MS, 1000 * MS), Dialect.V2, nodeId, out);
        rings.ring(RingId.of(Processor.of(1, new byte[]{10, 0, 0, 1}), 4), MEMBERS);
        return rings;
    }

    @Test
    void handsUpWhatTheyWroteInPassiveMode() throws Exception {
        RedundantRings rings = node(RedundancyMode.PASSIVE, 3);
        for (JsonNode json : load("passive")) {
            int type = type(json);
            rings.onPacket(json.get("dst").asText().contains(".78.") ? 0 : 1, ByteBuffer.wrap(packet(json)), false, 0);
            assertEquals(type >= 6 ? 0 : 1, out.take().stream().filter(c -> c.startsWith("up")).count(), kind(json));
        }
    }

    @Test
    void waitsForBothCopiesOfTheirTokensInActiveMode() throws Exception {
        RedundantRings rings = node(RedundancyMode.ACTIVE, 3);
        int tokens = 0;
        for (JsonNode json : load("active")) {
            byte[] bytes = packet(json);
            if (type(json) == 4) {
                RingId ring = new CommitTokenView(Dialect.V2).wrap(ByteBuffer.wrap(bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)).ringId();
                rings.ring(ring, MEMBERS);
            }
            if (type(json) != 0) {
                continue;
            }
            out.take();
            rings.onPacket(0, ByteBuffer.wrap(bytes), false, 0);
            boolean first = out.take().isEmpty();
            rings.onPacket(1, ByteBuffer.wrap(bytes), false, 0);
            assertEquals(List.of("up 1"), out.take());
            tokens += first ? 1 : 0;
        }
        assertTrue(tokens >= 2, "held " + tokens);
    }

    @Test
    void answersAndPassesOnTheirTests() throws Exception {
        for (RedundancyMode mode : List.of(RedundancyMode.PASSIVE, RedundancyMode.ACTIVE)) {
            int seen = 0;
            for (JsonNode json : load(mode.name().toLowerCase(Locale.ROOT))) {
                if (type(json) < 6) {
                    continue;
                }
                seen++;
                byte[] bytes = packet(json);
                int activator = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(8);
                RedundantRings other = node(mode, activator == 1 ? 2 : 1);
                other.onPacket(1, ByteBuffer.wrap(bytes), false, 0);
                assertArrayEquals(bytes, out.lastSent, "passed on unchanged");
                RedundantRings own = node(mode, activator);
                out.lastSent = new byte[0];
                own.onPacket(1, ByteBuffer.wrap(bytes), false, 0);
                boolean answered = out.lastSent.length > 0;
                assertEquals(type(json) == 6, answered);
                assertFalse(answered && out.lastSent[0] != 7);
            }
            assertEquals(4, seen);
        }
    }
}
