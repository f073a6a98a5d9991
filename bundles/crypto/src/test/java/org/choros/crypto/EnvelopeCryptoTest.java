package org.choros.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

import org.choros.spi.crypto.CryptoFactory;
import org.choros.spi.crypto.CryptoSettings;
import org.choros.spi.crypto.PacketCrypto;
import org.choros.spi.crypto.PacketCrypto.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Algorithms, keys, lengths and hostile input. */
class EnvelopeCryptoTest {
    private static final List<String> CIPHERS = List.of("none", "aes128", "aes192", "aes256", "3des");
    private static final List<String> HASHES = List.of("none", "md5", "sha1", "sha256", "sha384", "sha512");
    private static final int ROOM = 0x10000;

    private static CryptoSettings settings(String cipher, String hash, int keyLength) {
        byte[] key = new byte[keyLength];
        new Random(7).nextBytes(key);
        return new CryptoSettings(2, cipher, hash, key);
    }

    private static CryptoFactory factory(String name) {
        return name.equals("jdk") ? new JdkCryptoFactory() : new BouncyCastleCryptoFactory();
    }

    /** Section 5.4: net_mtu of 2.4.6 is 1500 - 2 x 99 - (28 + H) on one IPv4 ring. */
    @ParameterizedTest
    @CsvSource({"none, none, 4, 1270", "none, sha384, 52, 1222", "aes256, sha1, 72, 1202", "aes192, sha256, 84, 1190",
            "aes128, md5, 68, 1206", "3des, sha512, 100, 1174"})
    void overheadIsTheOneOfTheFrameSizes(String cipher, String hash, int overhead, int netMtu) {
        PacketCrypto crypto = new JdkCryptoFactory().create(settings(cipher, hash, 128));
        assertEquals(overhead, crypto.overhead());
        assertEquals(netMtu, 1500 - 2 * 99 - (28 + crypto.overhead()));
    }

    /** Section 5.4, column "UDP payload": a full frame (net_mtu + the mcast header) in its envelope. */
    @ParameterizedTest
    @CsvSource({"none, none, 1373", "none, sha384, 1373", "aes256, sha1, 1352", "aes192, sha256, 1348",
            "aes128, md5, 1348", "3des, sha512, 1364"})
    void aFullFrameHasTheRecordedLength(String cipher, String hash, int payload) {
        PacketCrypto crypto = new JdkCryptoFactory().create(settings(cipher, hash, 128));
        int frame = 1500 - 2 * 99 - (28 + crypto.overhead()) + 99;
        ByteBuffer packet = ByteBuffer.allocate(ROOM);
        crypto.seal(ByteBuffer.allocate(frame), packet);
        assertEquals(payload, packet.remaining());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdk", "bc"})
    void everyCombinationGoesThereAndBackAtEveryLength(String provider) {
        Random random = new Random(11);
        for (String cipher : CIPHERS) {
            for (String hash : HASHES) {
                CryptoSettings settings = settings(cipher, hash, 128);
                boolean possible = cipher.equals("none") || !hash.equals("none");
                assertEquals(possible, factory(provider).supports(settings), settings::toString);
                if (possible) {
                    thereAndBack(factory(provider).create(settings), random);
                }
            }
        }
    }

    private static void thereAndBack(PacketCrypto crypto, Random random) {
        for (int length = 1; length < 70; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            ByteBuffer packet = ByteBuffer.allocate(ROOM);
            crypto.seal(ByteBuffer.wrap(bytes), packet);
            assertTrue(packet.remaining() <= length + crypto.overhead());
            ByteBuffer message = ByteBuffer.allocate(ROOM);
            assertEquals(Result.OK, crypto.open(packet, message));
            assertEquals(ByteBuffer.wrap(bytes), message);
        }
    }

    /** Section 6.1: a cipher without a hash is refused, and so are names that do not exist. */
    @Test
    void refusesWhatCannotBeAndSaysWhat() {
        CryptoFactory factory = new JdkCryptoFactory();
        assertRefused(factory, settings("aes256", "none", 128), "aes256", "none");
        assertRefused(factory, settings("rot13", "sha1", 128), "rot13", "sha1", "cipher");
        assertRefused(factory, settings("aes256", "crc32", 128), "aes256", "crc32", "hash");
        assertRefused(factory, new CryptoSettings(3, "aes256", "sha256", new byte[128]), "aes256", "sha256", "udp");
        assertRefused(factory, new CryptoSettings(4, "none", "none", new byte[0]), "4");
        assertThrows(IllegalArgumentException.class, () -> factory.create(settings("none", "sha1", 0)));
    }

    private static void assertRefused(CryptoFactory factory, CryptoSettings settings, String... words) {
        assertFalse(factory.supports(settings));
        String text = assertThrows(IllegalArgumentException.class, () -> factory.create(settings)).getMessage();
        for (String word : words) {
            assertTrue(text.contains(word), text);
        }
    }

    /** Section 6.1: 128 bytes of a key file count; a short inline key is zero-padded for the cipher only. */
    @Test
    void takesKeysOfAllLengths() {
        byte[] longKey = settings("none", "none", 200).key();
        byte[] used = java.util.Arrays.copyOf(longKey, 128);
        assertTrue(understand(new CryptoSettings(2, "aes256", "sha1", longKey),
                new CryptoSettings(2, "aes256", "sha1", used)));
        byte[] shortKey = {1, 2, 3, 4, 5};
        byte[] padded = java.util.Arrays.copyOf(shortKey, 32);
        assertTrue(understand(new CryptoSettings(2, "aes256", "sha1", shortKey),
                new CryptoSettings(2, "aes256", "sha1", shortKey)));
        // HMAC-SHA1 itself pads with zeros up to its block, so such keys are equal for it and for the cipher
        assertTrue(understand(new CryptoSettings(2, "aes256", "sha1", shortKey),
                new CryptoSettings(2, "aes256", "sha1", padded)));
        // rule 3: every byte of the key counts for the tag, also those behind the cipher's
        byte[] other = used.clone();
        other[127] ^= 1;
        assertFalse(understand(new CryptoSettings(2, "aes256", "sha1", used),
                new CryptoSettings(2, "aes256", "sha1", other)));
    }

    private static boolean understand(CryptoSettings a, CryptoSettings b) {
        ByteBuffer packet = ByteBuffer.allocate(ROOM);
        new JdkCryptoFactory().create(a).seal(ByteBuffer.wrap(new byte[]{9, 8, 7}), packet);
        return new JdkCryptoFactory().create(b).open(packet, ByteBuffer.allocate(ROOM)) == Result.OK;
    }

    @Test
    void dialectThreeIsTheMessageItself() {
        PacketCrypto crypto = new JdkCryptoFactory().create(new CryptoSettings(3, "none", "none", new byte[0]));
        ByteBuffer message = ByteBuffer.wrap(new byte[]{0x70, (byte) 0xC0, 3, 0});
        ByteBuffer packet = ByteBuffer.allocate(100);
        crypto.seal(message, packet);
        assertEquals(message, packet);
        assertEquals(0, crypto.overhead());
        ByteBuffer opened = ByteBuffer.allocate(100);
        assertEquals(Result.OK, crypto.open(packet, opened));
        assertEquals(message, opened);
        assertEquals(Result.TOO_LONG, crypto.open(packet, ByteBuffer.allocate(3)));
    }

    @Test
    void saysWhenThereIsNoRoom() {
        PacketCrypto crypto = new JdkCryptoFactory().create(settings("aes256", "sha1", 128));
        ByteBuffer packet = ByteBuffer.allocate(4 + 16 + 16 + 20);
        crypto.seal(ByteBuffer.allocate(15), packet);
        assertEquals(0, packet.capacity() - packet.limit());
        assertThrows(IllegalArgumentException.class, () -> crypto.seal(ByteBuffer.allocate(16), packet.clear()));
        assertThrows(IllegalArgumentException.class,
                () -> crypto.seal(ByteBuffer.allocate(65535), ByteBuffer.allocate(1 << 17)));
        assertEquals(Result.TOO_LONG, crypto.open(packet.clear(), ByteBuffer.allocate(14)));
        assertEquals(Result.OK, crypto.open(packet, ByteBuffer.allocate(15)));
        assertEquals(Result.TOO_LONG, crypto.open(ByteBuffer.allocate(1 << 17), ByteBuffer.allocate(1 << 17)));
    }

    /** Random bytes behind a right marker, or none: an answer always, and with a hash never a message. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void noInputBreaksIt(long seed) {
        Random random = new Random(seed);
        for (String cipher : CIPHERS) {
            for (String hash : HASHES) {
                if (!cipher.equals("none") && hash.equals("none")) {
                    continue;
                }
                CryptoSettings settings = settings(cipher, hash, 128);
                PacketCrypto crypto = factory(seed % 2 == 0 ? "bc" : "jdk").create(settings);
                for (int i = 0; i < 500; i++) {
                    byte[] noise = new byte[random.nextInt(i % 50 == 0 ? 65536 : 300)];
                    random.nextBytes(noise);
                    for (int at = 0; at < Math.min(noise.length, random.nextInt(5)); at++) {
                        noise[at] = (byte) (at < 2 ? 0xFE : 0);
                    }
                    Result result = crypto.open(ByteBuffer.wrap(noise), ByteBuffer.allocate(random.nextInt(ROOM)));
                    if (!hash.equals("none")) {
                        assertNotEquals(Result.OK, result, () -> "seed=" + seed + " " + settings);
                    }
                }
                thereAndBack(crypto, random);
            }
        }
    }
}
