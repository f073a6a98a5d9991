package org.choros.wire.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every recorded message of corosync 3.1.7 decodes to what it means and encodes to the same bytes. */
final class IpcVectorsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(strings = {"api-cmap", "api-cfg", "api-quorum", "api-votequorum", "api-cpg", "api-cpg-partial",
            "tool-cmapctl", "tool-cmapctl-s", "tool-cfgtool", "tool-quorumtool", "tool-cpgtool", "tool-testcpg"})
    void decodesAndEncodes(String file) throws Exception {
        int messages = 0;
        for (JsonNode vector : read("/vectors/ipc/ipc-" + file + ".jsonl")) {
            if (!vector.has("hex_truncated")) {
                check(vector);
                messages++;
            }
        }
        assertTrue(messages > 0);
    }

    private static void check(JsonNode vector) throws ReflectiveOperationException {
        byte[] bytes = HexFormat.of().parseHex(vector.get("hex").asText());
        String where = vector.get("service").asText() + " " + vector.get("direction").asText() + " "
                + vector.get("name").asText() + " seq " + vector.get("seq");
        // somewhere in the middle of a larger buffer of the other byte order, as a reader may have it
        ByteBuffer buffer = ByteBuffer.allocate(bytes.length + 16).position(8).put(bytes).flip().position(8);
        IpcMessage message = Decoders.decode(vector, buffer);
        assertNotNull(message, where);
        assertEquals(8, buffer.position(), where);
        if (message instanceof CpgRequest.IterationInitialize i && i.group().length() > CpgRequest.GROUP_NAME_MAX) {
            // corosync-cpgtool sends an uninitialised name with an iteration over all groups
            assertEquals(vector.get("decoded").get("iteration_type").asInt(), i.type(), where);
            return;
        }
        checkFields(message, vector, where);
        byte[] again = new byte[bytes.length];
        ByteBuffer encoded = message.encode();
        assertEquals(bytes.length, encoded.remaining(), where);
        encoded.get(again);
        for (JsonNode range : vector.get("dontcare")) {
            int from = range.get(0).asInt();
            int to = Math.min(bytes.length, from + range.get(1).asInt());
            if (from < to) {
                Arrays.fill(bytes, from, to, (byte) 0);
                Arrays.fill(again, from, to, (byte) 0);
            }
        }
        assertEquals(HexFormat.of().formatHex(bytes), HexFormat.of().formatHex(again), where);
        truncationIsRefused(vector, buffer, where);
    }

    /** A message cut short is refused, and nothing escapes. */
    private static void truncationIsRefused(JsonNode vector, ByteBuffer whole, String where) {
        int length = whole.remaining();
        for (int cut : new int[]{0, 1, 8, 15, 16, 23, 24, length - 5, length - 1}) {
            if (cut >= 0 && cut < length) {
                ByteBuffer part = whole.duplicate().limit(whole.position() + cut);
                assertNull(Decoders.decode(vector, part), () -> where + " cut to " + cut);
            }
        }
    }

    private static void checkFields(IpcMessage message, JsonNode vector, String where)
            throws ReflectiveOperationException {
        JsonNode decoded = vector.get("decoded");
        assertEquals(decoded.get("size").asInt(), message.size(), where);
        for (Map.Entry<String, JsonNode> field : decoded.properties()) {
            String path = Decoders.path(vector, field.getKey());
            if (path == null) {
                continue;
            }
            Object value = resolve(message, path);
            assertEquals(expected(field.getValue(), value, message), actual(value), where + " " + field.getKey());
        }
    }

    /** Follows a path like {@code ringId.seq} or {@code view.length} through record components. */
    private static Object resolve(Object from, String path) throws ReflectiveOperationException {
        Object value = from;
        for (String part : path.split("\\.")) {
            if (part.equals("length") && value instanceof byte[] b) {
                value = b.length;
            } else if (part.equals("length") && value instanceof int[] i) {
                value = i.length;
            } else if (part.equals("length") && value instanceof List<?> l) {
                value = l.size();
            } else if (part.equals("length") && value instanceof String s) {
                value = s.length();
            } else {
                value = component(value, part);
            }
        }
        return value;
    }

    private static Object component(Object record, String name) throws ReflectiveOperationException {
        if (name.equals("id")) {
            return ((IpcMessage) record).id();
        }
        for (RecordComponent c : record.getClass().getRecordComponents()) {
            if (c.getName().equals(name)) {
                c.getAccessor().setAccessible(true);
                return c.getAccessor().invoke(record);
            }
        }
        throw new IllegalArgumentException(record.getClass() + " has no " + name);
    }

    private static String expected(JsonNode node, Object value, IpcMessage message) {
        if (value instanceof byte[]) {
            return Decoders.valueHex(node, (byte[]) value, message);
        }
        if (value instanceof Boolean) {
            return String.valueOf(node.asInt() != 0);
        }
        if (value instanceof List<?> || node.isArray()) {
            List<String> items = new ArrayList<>();
            node.forEach(n -> items.add(n.isObject() ? fieldsOf(n) : n.asText()));
            return items.toString();
        }
        return Decoders.text(node.asText(), message);
    }

    private static String fieldsOf(JsonNode object) {
        List<String> items = new ArrayList<>();
        object.forEach(n -> items.add(n.asText()));
        return items.toString();
    }

    private static String actual(Object value) throws ReflectiveOperationException {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof int[] ints) {
            return Arrays.toString(ints);
        }
        if (value instanceof List<?> list) {
            List<String> items = new ArrayList<>();
            for (Object item : list) {
                items.add(item instanceof byte[] b ? Decoders.addressHex(b) : componentsOf(item));
            }
            return items.toString();
        }
        return String.valueOf(value);
    }

    private static String componentsOf(Object item) throws ReflectiveOperationException {
        List<String> parts = new ArrayList<>();
        for (RecordComponent c : item.getClass().getRecordComponents()) {
            c.getAccessor().setAccessible(true);
            Object part = c.getAccessor().invoke(item);
            parts.add(part instanceof Boolean b ? b ? "1" : "0" : String.valueOf(part));
        }
        return parts.toString();
    }

    private static List<JsonNode> read(String resource) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                IpcVectorsTest.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(JSON.readTree(line));
            }
        }
        return lines;
    }
}
