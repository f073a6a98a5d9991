package org.choros.crypto;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import org.choros.spi.crypto.CryptoSettings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The recorded datagrams of the 2.4 dialect. */
final class Vectors {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Vectors() {
    }

    /** One recorded datagram: what was on the wire and the message in it, null when it has to be dropped. */
    record Vector(String name, CryptoSettings settings, byte[] packet, byte[] message, String reason) {
        byte[] salt() {
            return java.util.Arrays.copyOfRange(packet, 4, 20);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Vector> recorded() {
        return Stream.of("totem-2.4.6-rrp", "totem-2.4.6-udp-aes256-sha1", "totem-2.4.6-udp-none",
                "totem-2.4.6-udp-other-crypto", "totem-bigendian").flatMap(file -> load(file).stream());
    }

    static Stream<Vector> invalid() {
        return load("totem-invalid").stream();
    }

    private static List<Vector> load(String file) {
        List<Vector> vectors = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Vectors.class.getResourceAsStream("/vectors/totem/" + file + ".jsonl"), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode node = JSON.readTree(line);
                if (node.get("version").asText().startsWith("2.4")) {
                    vectors.add(vector(node));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return vectors;
    }

    private static Vector vector(JsonNode node) {
        JsonNode crypto = node.get("crypto");
        CryptoSettings settings = new CryptoSettings(2, crypto.get("cipher").asText(), crypto.get("hash").asText(),
                HexFormat.of().parseHex(crypto.get("key_hex").asText()));
        return new Vector(node.get("name").asText(), settings, HexFormat.of().parseHex(node.get("hex").asText()),
                node.has("plain_hex") ? HexFormat.of().parseHex(node.get("plain_hex").asText()) : null,
                node.path("reason").asText());
    }
}
