package org.choros.itests.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The golden vectors as seeds. */
final class Vectors {
    static final List<String> TOTEM_2 = List.of("totem-2.4.6-udp-none", "totem-2.4.6-rrp");
    static final List<String> TOTEM_2_SEALED = List.of("totem-2.4.6-udp-aes256-sha1", "totem-2.4.6-udp-other-crypto");
    static final List<String> TOTEM_3 = List.of("totem-3.1.7-udpu", "totem-3.1.7-udp");
    static final List<String> TOTEM_MIXED = List.of("totem-bigendian", "totem-invalid");
    static final List<String> IPC = List.of("ipc-api-cfg", "ipc-api-cmap", "ipc-api-cpg", "ipc-api-cpg-partial",
            "ipc-api-quorum", "ipc-api-votequorum", "ipc-tool-cfgtool", "ipc-tool-cmapctl", "ipc-tool-cpgtool",
            "ipc-tool-quorumtool", "ipc-tool-testcpg");
    private static final ObjectMapper JSON = new ObjectMapper();

    private Vectors() {
    }

    static byte[] resource(String path) {
        try (InputStream in = Vectors.class.getResourceAsStream(path)) {
            OracleException.require(in != null, "no resource " + path);
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<JsonNode> lines(String folder, List<String> files, Predicate<JsonNode> wanted) {
        List<JsonNode> all = new ArrayList<>();
        for (String file : files) {
            String text = new String(resource("/vectors/" + folder + "/" + file + ".jsonl"), StandardCharsets.UTF_8);
            try {
                for (String line : text.split("\n")) {
                    JsonNode node = JSON.readTree(line);
                    if (wanted.test(node)) {
                        all.add(node);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    static byte[] bytes(JsonNode vector, String field) {
        return HexFormat.of().parseHex(vector.path(field).asText());
    }

    /** The totemsrp messages of a dialect. */
    static List<byte[]> messages(int dialect) {
        List<String> files = new ArrayList<>(dialect == 2 ? TOTEM_2 : TOTEM_3);
        files.addAll(TOTEM_MIXED);
        String version = dialect == 2 ? "2." : "3.";
        List<byte[]> all = new ArrayList<>();
        for (JsonNode v : lines("totem", files, v -> v.path("version").asText().startsWith(version))) {
            boolean plain = dialect == 3 || v.hasNonNull("plain_hex");
            if (plain) {
                all.add(bytes(v, dialect == 2 ? "plain_hex" : "hex"));
            }
        }
        return all;
    }

    /** One byte in front of a seed: what it is given to. */
    static byte[] prefixed(int first, byte[] rest) {
        byte[] all = new byte[rest.length + 1];
        all[0] = (byte) first;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }
}
