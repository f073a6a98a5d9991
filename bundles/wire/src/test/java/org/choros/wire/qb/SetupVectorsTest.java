package org.choros.wire.qb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Replays the recorded set-up conversations (IPC 1.2). */
final class SetupVectorsTest {
    private static List<JsonNode> vectors() throws IOException {
        List<JsonNode> all = new ArrayList<>();
        ObjectMapper json = new ObjectMapper();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                SetupVectorsTest.class.getResourceAsStream("/vectors/ipc/ipc-setup.jsonl"), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                all.add(json.readTree(line));
            }
        }
        return all;
    }

    private static ByteBuffer bytes(JsonNode vector) {
        ByteBuffer b = ByteBuffer.wrap(HexFormat.of().parseHex(vector.get("hex").asText()))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (JsonNode range : vector.get("dontcare")) {
            for (int i = 0; i < range.get(1).asInt(); i++) {
                b.put(range.get(0).asInt() + i, (byte) 0);
            }
        }
        return b;
    }

    private static ByteBuffer buffer() {
        ByteBuffer b = ByteBuffer.allocate(SetupResponse.LENGTH + 8).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < b.capacity(); i++) {
            b.put(i, (byte) 0x55);
        }
        return b;
    }

    @Test
    void requestsAreReadAndWritten() throws IOException {
        int seen = 0;
        for (JsonNode vector : vectors()) {
            if (vector.get("direction").asText().equals("request")) {
                ByteBuffer recorded = bytes(vector);
                assertTrue(SetupRequest.valid(recorded));
                assertEquals(vector.at("/decoded/max_msg_size").asLong(), SetupRequest.maxMessageSize(recorded));
                ByteBuffer ours = buffer();
                SetupRequest.write(ours, (int) SetupRequest.maxMessageSize(recorded));
                assertEquals(recorded, ours);
                seen++;
            }
        }
        assertEquals(7, seen);
    }

    @Test
    void responsesAreReadAndWritten() throws IOException {
        int seen = 0;
        for (JsonNode vector : vectors()) {
            if (!vector.get("direction").asText().equals("response")) {
                continue;
            }
            ByteBuffer recorded = bytes(vector);
            assertTrue(SetupResponse.valid(recorded));
            JsonNode decoded = vector.get("decoded");
            assertEquals(decoded.get("error").asInt(), SetupResponse.error(recorded));
            assertEquals(decoded.get("request").asText(), SetupResponse.request(recorded));
            ByteBuffer ours = buffer();
            if (SetupResponse.error(recorded) != 0) {
                SetupResponse.refuse(ours, SetupResponse.error(recorded));
            } else {
                String service = vector.get("service").asText();
                Path folder = Path.of(decoded.get("request").asText()).getParent();
                boolean shared = decoded.get("connection_type").asInt() == SetupResponse.TYPE_SHARED_MEMORY;
                assertEquals(decoded.get("connection_type").asInt(), SetupResponse.type(recorded));
                assertEquals(decoded.get("response").asText(), SetupResponse.response(recorded));
                assertEquals(decoded.get("event").asText(), SetupResponse.event(recorded));
                SetupResponse.accept(ours, SetupResponse.type(recorded), (int) SetupResponse.maxMessageSize(recorded),
                        0,
                        shared ? QbNames.requestRing(folder, service) : QbNames.controlFile(folder, service),
                        shared ? QbNames.responseRing(folder, service) : QbNames.sockets(folder, service),
                        shared ? QbNames.eventRing(folder, service) : "");
            }
            assertEquals(recorded, ours);
            seen++;
        }
        assertEquals(7, seen);
    }

    @Test
    void damagedMessagesAreNotValid() {
        ByteBuffer b = buffer();
        SetupRequest.write(b, 4096);
        b.putInt(0, 5);
        assertFalse(SetupRequest.valid(b));
        SetupRequest.write(b, 4096);
        assertFalse(SetupRequest.valid(b.limit(23)));
        SetupResponse.refuse(b, -11);
        assertEquals(-11, SetupResponse.error(b));
        b.put(4135, (byte) 'x');
        assertFalse(SetupResponse.valid(b));
        assertThrows(IllegalArgumentException.class,
                () -> SetupResponse.accept(b, 1, 1, 1, "x".repeat(4096), "", ""));
    }

    /** IPC 1.8: the size field is the length, at least a header, at most the negotiated size. */
    @Test
    void requestFramesAreChecked() {
        ByteBuffer b = buffer();
        QbHeader.request(b, 0, 7, 40);
        assertEquals(7, QbHeader.id(b, 0));
        assertTrue(QbHeader.validRequest(b.position(0).limit(40), 40));
        assertFalse(QbHeader.validRequest(b.position(0).limit(40), 39));
        assertFalse(QbHeader.validRequest(b.position(0).limit(39), 100));
        assertFalse(QbHeader.validRequest(b.position(0).limit(41), 100));
        QbHeader.request(b.clear(), 0, 7, 15);
        assertFalse(QbHeader.validRequest(b.position(0).limit(15), 100));
        QbHeader.request(b.clear(), 0, 7, -1);
        assertFalse(QbHeader.validRequest(b.position(0).limit(16), 100));
    }
}
