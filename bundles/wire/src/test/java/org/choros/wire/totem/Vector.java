package org.choros.wire.totem;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** One recorded packet. */
record Vector(String name, Dialect dialect, byte[] packet, JsonNode json) {

    static final List<String> FILES = List.of("totem-3.1.7-udpu", "totem-3.1.7-udp", "totem-2.4.6-udp-none",
            "totem-2.4.6-udp-aes256-sha1", "totem-2.4.6-udp-other-crypto", "totem-2.4.6-rrp",
            "totem-3.1.7-udp-trace-start", "totem-3.1.7-udpu-trace-recovery", "totem-bigendian");

    static List<Vector> load(String file) {
        ObjectMapper mapper = new ObjectMapper();
        List<Vector> all = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Vector.class.getResourceAsStream("/vectors/totem/" + file + ".jsonl"), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                JsonNode json = mapper.readTree(line);
                boolean two = json.get("version").asText().startsWith("2");
                String hex = json.path(two && json.has("plain_hex") ? "plain_hex" : "hex").asText();
                all.add(new Vector(json.path("name").asText(file + "-" + all.size()), two ? Dialect.V2 : Dialect.V3,
                        HexFormat.of().parseHex(hex), json));
            }
        } catch (IOException e) {
            throw new IllegalStateException(file, e);
        }
        return all;
    }

    JsonNode decoded() {
        return json.get("decoded");
    }

    /** The packet somewhere inside a larger direct buffer, as a transport hands it over. */
    ByteBuffer buffer() {
        ByteBuffer b = ByteBuffer.allocateDirect(packet.length + 11);
        b.position(7).limit(7 + packet.length);
        b.put(7, packet);
        return b;
    }

    @Override
    public String toString() {
        return name;
    }
}
