package org.choros.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.Provider;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.choros.crypto.Vectors.Vector;
import org.choros.spi.crypto.CryptoSettings;
import org.choros.spi.crypto.PacketCrypto;
import org.choros.spi.crypto.PacketCrypto.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Totem spec, section 6: recorded datagrams open to the recorded messages and are sealed to the same bytes. */
class EnvelopeVectorsTest {
    private static final int ROOM = 0x10000;

    static Stream<Provider> providers() {
        return Stream.of(null, new BouncyCastleProvider());
    }

    /** One crypto per key and algorithms for all packets, so that the state it carries on is tested too. */
    private static final class Bench {
        private final Map<String, PacketCrypto> made = new HashMap<>();
        private final Provider provider;
        private byte[] salt;

        Bench(Provider provider) {
            this.provider = provider;
        }

        PacketCrypto of(CryptoSettings settings) {
            return made.computeIfAbsent(settings.toString(), k -> new JcaCrypto(provider).create(settings,
                    (target, offset, length) -> System.arraycopy(salt, 0, target, offset, length)));
        }
    }

    static Result open(PacketCrypto crypto, byte[] packet) {
        return crypto.open(ByteBuffer.wrap(packet), ByteBuffer.allocate(ROOM));
    }

    @ParameterizedTest
    @MethodSource("providers")
    void opensAndSealsEveryRecordedDatagram(Provider provider) {
        Bench bench = new Bench(provider);
        int[] count = new int[1];
        Vectors.recorded().forEach(vector -> {
            PacketCrypto crypto = bench.of(vector.settings());
            ByteBuffer message = ByteBuffer.allocateDirect(ROOM).position(3);
            ByteBuffer packet = ByteBuffer.wrap(vector.packet());
            assertEquals(Result.OK, crypto.open(packet, message), vector.name());
            assertEquals(0, packet.position());
            assertEquals(ByteBuffer.wrap(vector.message()), message, vector.name());

            bench.salt = vector.salt();
            ByteBuffer sealed = ByteBuffer.allocateDirect(ROOM).position(5);
            crypto.seal(message, sealed);
            assertEquals(3, message.position());
            assertEquals(5, sealed.position());
            assertEquals(packet, sealed, vector.name());
            count[0]++;
        });
        assertTrue(count[0] > 300, "only " + count[0] + " vectors");
    }

    /** Section 8, rules 2 and 4: a datagram cut anywhere is dropped; without a hash what is left is handed up. */
    @ParameterizedTest
    @MethodSource("providers")
    void opensNoTruncationOfAnyDatagram(Provider provider) {
        Bench bench = new Bench(provider);
        Vectors.recorded().forEach(vector -> {
            PacketCrypto crypto = bench.of(vector.settings());
            boolean tagged = !vector.settings().hash().equals("none");
            for (int length = 0; length < vector.packet().length; length++) {
                Result result = open(crypto, Arrays.copyOf(vector.packet(), length));
                if (tagged) {
                    assertNotEquals(Result.OK, result, vector.name() + " cut to " + length);
                } else {
                    assertEquals(length <= 4 ? Result.TOO_SHORT : Result.OK, result, vector.name());
                }
            }
            assertEquals(Result.OK, open(crypto, vector.packet()), vector.name() + " after its pieces");
        });
    }

    /** Every bit of a tagged datagram counts, also of the reserved bytes and the unused half of the salt. */
    @ParameterizedTest
    @MethodSource("providers")
    void opensNoDatagramWithABitFlipped(Provider provider) {
        Bench bench = new Bench(provider);
        Vectors.recorded().filter(vector -> !vector.settings().hash().equals("none")).forEach(vector -> {
            PacketCrypto crypto = bench.of(vector.settings());
            // every bit of small packets, the 13th ones of large packets: all bits of a byte, but not of each
            int step = vector.packet().length < 120 ? 1 : 13;
            for (int bit = 0; bit < vector.packet().length * 8; bit += step) {
                byte[] damaged = vector.packet().clone();
                damaged[bit / 8] ^= (byte) (1 << bit % 8);
                Result result = open(crypto, damaged);
                assertEquals(bit < 16 ? Result.UNKNOWN_FORMAT : Result.BAD_DIGEST, result, vector + " bit " + bit);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("providers")
    void answersTheSyntheticDatagramsAsTheyAreMeant(Provider provider) {
        Map<String, Result> expected = Map.ofEntries(Map.entry("env-short", Result.TOO_SHORT),
                Map.entry("env-22", Result.WRONG_FORMAT_22), Map.entry("env-hashbyte", Result.UNKNOWN_FORMAT),
                Map.entry("env-pad", Result.UNSUPPORTED_FEATURES), Map.entry("aes-truncated", Result.TOO_SHORT),
                Map.entry("aes-bitflip-ct", Result.BAD_DIGEST), Map.entry("aes-bitflip-salt", Result.BAD_DIGEST),
                Map.entry("aes-bitflip-mac", Result.BAD_DIGEST), Map.entry("aes-no-ciphertext", Result.BAD_CIPHERTEXT),
                Map.entry("aes-short-salt", Result.TOO_SHORT), Map.entry("aes-odd-ciphertext", Result.BAD_CIPHERTEXT),
                Map.entry("aes-bad-padding", Result.BAD_CIPHERTEXT),
                Map.entry("aes-pad-signed", Result.UNSUPPORTED_FEATURES));
        Bench bench = new Bench(provider);
        Map<String, Result> seen = new HashMap<>();
        Vectors.invalid().forEach(vector -> {
            String name = vector.name().replaceFirst("invalid-\\d+-246-", "");
            Result result = open(bench.of(vector.settings()), vector.packet());
            // the rest has a sound envelope around an unsound message
            assertEquals(expected.getOrDefault(name, Result.OK), result, vector + ": " + vector.reason());
            seen.put(name, result);
        });
        assertTrue(seen.keySet().containsAll(expected.keySet()), "seen: " + seen.keySet());
    }

    @Test
    void tellsTheFormatsOfOtherVersions() {
        PacketCrypto crypto = new JcaCrypto(null).create(new CryptoSettings(2, "none", "none", new byte[0]));
        assertEquals(Result.WRONG_FORMAT_3, open(crypto, new byte[]{0x70, (byte) 0xC0, 3, 0, 0}));
        assertEquals(Result.WRONG_FORMAT_3, open(crypto, new byte[]{(byte) 0xC0, 0x70, 3, 0, 0}));
        assertEquals(Result.WRONG_FORMAT_22, open(crypto, new byte[]{-1, -1, 3, 0, 0}));
        assertEquals(Result.UNKNOWN_FORMAT, open(crypto, new byte[]{0, 0, 3, 0, 0}));
    }

    /** Section 6.2: what the other provider sealed opens, and the salts of production differ. */
    @Test
    void providersUnderstandEachOther() {
        Vector vector = Vectors.recorded().filter(v -> v.settings().cipher().equals("3des")).findFirst().orElseThrow();
        PacketCrypto jdk = new JdkCryptoFactory().create(vector.settings());
        PacketCrypto bc = new BouncyCastleCryptoFactory().create(vector.settings());
        byte[] previous = new byte[0];
        for (int i = 0; i < 600; i++) {
            ByteBuffer packet = ByteBuffer.allocate(ROOM);
            (i % 2 == 0 ? jdk : bc).seal(ByteBuffer.wrap(vector.message()), packet);
            byte[] salt = Arrays.copyOfRange(packet.array(), 4, 20);
            assertNotEquals(0, Arrays.compare(previous, salt));
            previous = salt;
            ByteBuffer message = ByteBuffer.allocate(ROOM);
            assertEquals(Result.OK, (i % 2 == 0 ? bc : jdk).open(packet, message));
            assertArrayEquals(vector.message(), Arrays.copyOf(message.array(), message.limit()));
        }
    }
}
