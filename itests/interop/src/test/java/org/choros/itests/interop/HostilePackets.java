package org.choros.itests.interop;

import java.io.BufferedReader;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Makes packets that no node may take, out of recordings and of nothing; the same seed makes the same packets. */
final class HostilePackets {
    private static final String FOLDER = "/vectors/totem/";
    private static final int RANDOM_LENGTH_MAX = 1500;
    /** Shorter than any packet of dialect 3. */
    private static final int TOO_SHORT_V3 = 25;
    private static final int TYPES_V3 = 6;
    private static final int VERSION_BYTE_V3 = 2;
    private static final int TYPE_BYTE_V3 = 3;

    private final Random random;
    private final List<byte[]> packets = new ArrayList<>();

    private HostilePackets(long seed) {
        random = new Random(seed);
    }

    /**
     * @param seed for all choices
     * @param count how many
     * @return packets for a ring with a key: anything goes, as nothing can be authentic
     */
    static List<byte[]> unauthentic(long seed, int count) {
        HostilePackets h = new HostilePackets(seed);
        List<byte[]> recorded = read("totem-2.4.6-udp-aes256-sha1.jsonl", n -> true);
        recorded.addAll(read("totem-2.4.6-udp-none.jsonl", n -> true));
        recorded.addAll(read("totem-3.1.7-udp.jsonl", n -> true));
        recorded.addAll(read("totem-invalid.jsonl", n -> true));
        while (h.packets.size() < count) {
            byte[] packet = h.any(recorded).clone();
            switch (h.random.nextInt(4)) {
                case 0 -> h.packets.add(packet);
                case 1 -> h.packets.add(h.cut(packet, packet.length));
                case 2 -> h.packets.add(h.flipped(packet));
                default -> h.packets.add(h.noise());
            }
        }
        return h.packets;
    }

    /**
     * @param seed for all choices
     * @param count how many
     * @return packets for a ring of dialect 3 without authentication: each is malformed, for whoever sent it
     */
    static List<byte[]> malformed(long seed, int count) {
        HostilePackets h = new HostilePackets(seed);
        List<byte[]> invalid = read("totem-invalid.jsonl", n -> "drop".equals(n.path("expect").asText()));
        List<byte[]> recorded = read("totem-3.1.7-udp.jsonl", n -> true);
        while (h.packets.size() < count) {
            byte[] packet = h.any(recorded).clone();
            switch (h.random.nextInt(5)) {
                case 0 -> h.packets.add(h.any(invalid));
                case 1 -> h.packets.add(h.cut(packet, TOO_SHORT_V3));
                case 2 -> {
                    packet[VERSION_BYTE_V3] = (byte) (4 + h.random.nextInt(200));
                    h.packets.add(packet);
                }
                case 3 -> {
                    packet[TYPE_BYTE_V3] = (byte) (TYPES_V3 + h.random.nextInt(200));
                    h.packets.add(packet);
                }
                default -> {
                    byte[] noise = h.noise();
                    if (noise.length > 0) {
                        // Neither order of the magic begins like this.
                        noise[0] = 0x11;
                    }
                    h.packets.add(noise);
                }
            }
        }
        return h.packets;
    }

    /**
     * @param packets the packets
     * @param file where {@link Flood} reads them
     */
    static void write(List<byte[]> packets, Path file) throws IOException {
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
            out.writeInt(packets.size());
            for (byte[] packet : packets) {
                out.writeInt(packet.length);
                out.write(packet);
            }
        }
    }

    private byte[] any(List<byte[]> list) {
        return list.get(random.nextInt(list.size()));
    }

    private byte[] cut(byte[] packet, int below) {
        return Arrays.copyOf(packet, random.nextInt(Math.max(1, Math.min(below, packet.length))));
    }

    private byte[] flipped(byte[] packet) {
        for (int flips = 1 + random.nextInt(8); packet.length > 0 && flips > 0; flips--) {
            packet[random.nextInt(packet.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return packet;
    }

    private byte[] noise() {
        byte[] noise = new byte[random.nextInt(RANDOM_LENGTH_MAX)];
        random.nextBytes(noise);
        return noise;
    }

    private static List<byte[]> read(String name, Predicate<JsonNode> wanted) {
        ObjectMapper mapper = new ObjectMapper();
        List<byte[]> found = new ArrayList<>();
        try (InputStream in = HostilePackets.class.getResourceAsStream(FOLDER + name);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode packet = mapper.readTree(line);
                if (wanted.test(packet)) {
                    found.add(HexFormat.of().parseHex(packet.path("hex").asText()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }
}
