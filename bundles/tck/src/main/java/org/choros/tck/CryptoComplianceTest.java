package org.choros.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.choros.spi.crypto.CryptoFactory;
import org.choros.spi.crypto.CryptoSettings;
import org.choros.spi.crypto.PacketCrypto;
import org.choros.spi.crypto.PacketCrypto.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link PacketCrypto}: extend it and say how your crypto is made. Every pair of algorithms that the
 * factory supports is checked, against datagrams of C daemons too, and none that it does not. A check is left out by
 * overriding it without {@code @Test}.
 */
public abstract class CryptoComplianceTest {
    private static final List<String> CIPHERS = List.of("none", "aes128", "aes192", "aes256", "3des");
    private static final List<String> HASHES = List.of("none", "md5", "sha1", "sha256", "sha384", "sha512");
    private static final int DATAGRAM_MAX = 65_535;
    private static final int KEY_LENGTH = 128;

    private final List<PacketCrypto> made = new ArrayList<>();
    private final Random random = new Random(17);

    /** For a subclass. */
    protected CryptoComplianceTest() {
    }

    /** @return the factory; asked for several times within a test, and may be the same for all */
    protected abstract CryptoFactory factory();

    /** @return everything that is tried: all pairs of algorithms of dialect 2, and dialect 3 without any */
    protected List<CryptoSettings> candidates() {
        byte[] key = new byte[KEY_LENGTH];
        new Random(4).nextBytes(key);
        List<CryptoSettings> all = new ArrayList<>();
        for (String cipher : CIPHERS) {
            for (String hash : HASHES) {
                boolean none = cipher.equals("none") && hash.equals("none");
                if (cipher.equals("none") || !hash.equals("none")) {
                    all.add(new CryptoSettings(2, cipher, hash, none ? new byte[0] : key));
                }
            }
        }
        all.add(new CryptoSettings(3, "none", "none", new byte[0]));
        return all;
    }

    private List<CryptoSettings> supported() {
        return candidates().stream().filter(factory()::supports).toList();
    }

    private List<CryptoSettings> ofDialect2() {
        List<CryptoSettings> found = supported().stream().filter(s -> s.dialect() == 2).toList();
        Assumptions.assumeFalse(found.isEmpty(), "this factory has nothing for dialect 2");
        return found;
    }

    private List<CryptoSettings> hashed() {
        List<CryptoSettings> found = ofDialect2().stream().filter(s -> !s.hash().equals("none")).toList();
        Assumptions.assumeFalse(found.isEmpty(), "this factory has no hashes");
        return found;
    }

    private PacketCrypto create(CryptoSettings settings) {
        PacketCrypto crypto = factory().create(settings);
        made.add(crypto);
        return crypto;
    }

    @AfterEach
    final void closeAll() {
        made.forEach(PacketCrypto::close);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] seal(PacketCrypto crypto, byte[] message) {
        ByteBuffer packet = ByteBuffer.allocate(message.length + crypto.overhead());
        crypto.seal(ByteBuffer.wrap(message), packet);
        return content(packet);
    }

    private static byte[] content(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return bytes;
    }

    /** Opens with room enough, and looks whether the room was left alone when nothing came of it. */
    private static Result open(PacketCrypto crypto, byte[] packet) {
        ByteBuffer room = ByteBuffer.allocate(packet.length + 10).position(3).limit(7);
        Result result = crypto.open(ByteBuffer.wrap(packet), room);
        assertEquals(3, room.position());
        if (result != Result.OK) {
            assertEquals(7, room.limit(), () -> "the limit of the room was changed for " + result);
        }
        return result;
    }

    private static void assertOpens(PacketCrypto crypto, byte[] packet, byte[] message, Object what) {
        ByteBuffer room = ByteBuffer.allocate(packet.length);
        assertEquals(Result.OK, crypto.open(ByteBuffer.wrap(packet), room), what::toString);
        assertArrayEquals(message, content(room), what::toString);
    }

    // --- there and back

    /** Something at least is supported, and what is supported can be made. */
    @Test
    protected void whatIsSupportedCanBeMade() {
        assertFalse(supported().isEmpty(), "this factory supports nothing");
        for (CryptoSettings settings : supported()) {
            assertDoesNotThrow(() -> create(settings), settings::toString);
        }
    }

    /** Messages of all lengths come out as they went in. */
    @Test
    protected void whatIsSealedOpens() {
        for (CryptoSettings settings : supported()) {
            PacketCrypto crypto = create(settings);
            for (int length = 1; length < 150; length++) {
                byte[] message = bytes(length);
                assertOpens(crypto, seal(crypto, message), message, settings + " length " + length);
            }
            for (int length : new int[]{1373, 1500, 9000, DATAGRAM_MAX - crypto.overhead()}) {
                byte[] message = bytes(length);
                assertOpens(crypto, seal(crypto, message), message, settings + " length " + length);
            }
        }
    }

    /** Another crypto of the same settings opens it, for the two ends of a packet are never the same object. */
    @Test
    protected void theOtherEndOpensIt() {
        for (CryptoSettings settings : supported()) {
            PacketCrypto here = create(settings);
            PacketCrypto there = create(settings);
            for (int i = 0; i < 20; i++) {
                byte[] message = bytes(20 + i);
                byte[] packet = seal(i % 2 == 0 ? here : there, message);
                assertOpens(i % 2 == 0 ? there : here, packet, message, settings);
            }
        }
    }

    /** The bound of what sealing adds, which is also what the frame size is computed with. */
    @Test
    protected void overheadIsThatOfTheFrameSizes() throws GeneralSecurityException {
        for (CryptoSettings settings : supported()) {
            PacketCrypto crypto = create(settings);
            if (settings.dialect() == 2) {
                assertEquals(new Envelope(settings).overhead(), crypto.overhead(), settings::toString);
            }
            for (int length = 1; length < 100; length++) {
                int added = seal(crypto, bytes(length)).length - length;
                assertTrue(added <= crypto.overhead(), settings + " adds " + added + " bytes to " + length);
            }
        }
    }

    /** Dialect 3 on udp and udpu: the packet is the message. */
    @Test
    protected void dialect3IsTheMessage() {
        CryptoSettings plain = new CryptoSettings(3, "none", "none", new byte[0]);
        Assumptions.assumeTrue(factory().supports(plain), "this factory has nothing for dialect 3");
        PacketCrypto crypto = create(plain);
        byte[] message = {0x70, (byte) 0xC0, 3, 0, 0};
        assertEquals(0, crypto.overhead());
        assertArrayEquals(message, seal(crypto, message));
        assertOpens(crypto, message, message, plain);
    }

    // --- buffers

    /** What is read stays as it is, what is written begins at the position, on the heap and off it. */
    @Test
    protected void buffersStayAsTheyAre() {
        for (CryptoSettings settings : supported()) {
            PacketCrypto crypto = create(settings);
            for (boolean direct : new boolean[]{false, true}) {
                for (ByteOrder order : new ByteOrder[]{ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
                    buffersStay(crypto, direct, order, settings);
                }
            }
        }
    }

    private void buffersStay(PacketCrypto crypto, boolean direct, ByteOrder order, CryptoSettings settings) {
        byte[] content = bytes(90);
        ByteBuffer message = buffer(direct, content).order(order).limit(70).position(9);
        ByteBuffer packet = buffer(direct, new byte[400]).order(order).position(11).limit(12);
        crypto.seal(direct ? message : message.asReadOnlyBuffer().order(order), packet);
        assertEquals(List.of(9, 70, order), List.of(message.position(), message.limit(), message.order()));
        assertArrayEquals(content, all(message), settings::toString);
        assertEquals(List.of(11, order), List.of(packet.position(), packet.order()));
        assertArrayEquals(new byte[11], Arrays.copyOf(all(packet), 11));

        byte[] sealed = all(packet);
        ByteBuffer room = buffer(direct, new byte[400]).order(order).position(5).limit(6);
        Result result = crypto.open(direct ? packet : packet.asReadOnlyBuffer().order(order), room);
        assertEquals(Result.OK, result, settings::toString);
        assertArrayEquals(sealed, all(packet), settings::toString);
        assertEquals(11, packet.position());
        assertEquals(List.of(5, 5 + 61, order), List.of(room.position(), room.limit(), room.order()));
        assertArrayEquals(Arrays.copyOfRange(content, 9, 70), content(room), settings::toString);
        assertArrayEquals(new byte[5], Arrays.copyOf(all(room), 5));
    }

    private static ByteBuffer buffer(boolean direct, byte[] content) {
        ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(content.length) : ByteBuffer.allocate(content.length);
        return buffer.put(0, content);
    }

    private static byte[] all(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.capacity()];
        buffer.duplicate().clear().get(bytes);
        return bytes;
    }

    /** Too little room is said: by an exception where it is the caller's fault, else by a result. */
    @Test
    protected void tooLittleRoomIsSaid() {
        for (CryptoSettings settings : supported()) {
            PacketCrypto crypto = create(settings);
            byte[] message = bytes(60);
            byte[] packet = seal(crypto, message);
            ByteBuffer small = ByteBuffer.allocate(5 + packet.length - 1).position(5);
            String text = assertThrows(IllegalArgumentException.class,
                    () -> crypto.seal(ByteBuffer.wrap(message), small), settings::toString).getMessage();
            assertTrue(text != null && text.matches(".*\\d.*"), () -> "it names no length: " + text);
            ByteBuffer narrow = ByteBuffer.allocate(5 + 59).position(5);
            assertEquals(Result.TOO_LONG, crypto.open(ByteBuffer.wrap(packet), narrow), settings::toString);
            assertEquals(List.of(5, 64), List.of(narrow.position(), narrow.limit()));
            ByteBuffer wide = ByteBuffer.allocate(5 + 60).position(5);
            assertEquals(Result.OK, crypto.open(ByteBuffer.wrap(packet), wide), settings::toString);
            if (settings.dialect() == 2) {
                assertThrows(IllegalArgumentException.class, () -> crypto.seal(ByteBuffer.allocate(DATAGRAM_MAX),
                        ByteBuffer.allocate(2 * DATAGRAM_MAX)), settings::toString);
                assertEquals(Result.TOO_LONG, crypto.open(ByteBuffer.allocate(DATAGRAM_MAX + 1),
                        ByteBuffer.allocate(2 * DATAGRAM_MAX)), settings::toString);
            }
        }
    }

    // --- the wire of dialect 2

    /** Datagrams of C daemons open to the messages that are in them. */
    @Test
    protected void recordedDatagramsOpen() {
        ofDialect2();
        for (Recorded recorded : Recorded.all()) {
            if (factory().supports(recorded.settings())) {
                assertOpens(create(recorded.settings()), recorded.packet(), recorded.message(), recorded.settings());
            }
        }
    }

    /** What is sealed is what others open, bit by bit. */
    @Test
    protected void othersOpenWhatIsSealed() throws GeneralSecurityException {
        for (CryptoSettings settings : ofDialect2()) {
            PacketCrypto crypto = create(settings);
            for (int length = 1; length < 40; length++) {
                byte[] message = bytes(length);
                assertArrayEquals(message, new Envelope(settings).open(seal(crypto, message)), settings::toString);
            }
        }
    }

    /** Keys of all lengths mean the same to everybody: short ones from an inline key, long ones from a file. */
    @Test
    protected void keysOfAllLengthsAreUnderstood() throws GeneralSecurityException {
        for (CryptoSettings settings : hashed()) {
            for (int length : new int[]{1, 5, 16, 24, 31, 32, 64, 127, 128}) {
                CryptoSettings keyed = new CryptoSettings(2, settings.cipher(), settings.hash(), bytes(length));
                byte[] message = bytes(33);
                assertArrayEquals(message, new Envelope(keyed).open(seal(create(keyed), message)), keyed::toString);
            }
        }
    }

    /** A salt that comes twice tells who listens which messages begin alike. */
    @Test
    protected void noSaltComesTwice() {
        for (CryptoSettings settings : hashed()) {
            Set<String> salts = new HashSet<>();
            Envelope envelope = new Envelope(settings);
            PacketCrypto one = create(settings);
            PacketCrypto other = create(settings);
            for (int i = 0; envelope.encrypted() && i < 600; i++) {
                byte[] packet = seal(i % 2 == 0 ? one : other, new byte[20]);
                assertTrue(salts.add(HexFormat.of().formatHex(envelope.salt(packet))), settings::toString);
            }
        }
    }

    // --- hostile packets

    /** Every bit counts, and so does the end; what was refused leaves no trace. */
    @Test
    protected void damagedPacketsAreRefused() {
        for (CryptoSettings settings : hashed()) {
            PacketCrypto crypto = create(settings);
            byte[] message = bytes(30);
            byte[] packet = seal(crypto, message);
            for (int bit = 0; bit < 8 * packet.length; bit++) {
                byte[] damaged = packet.clone();
                damaged[bit / 8] ^= (byte) (1 << bit % 8);
                Result expected = bit < 16 ? Result.UNKNOWN_FORMAT : Result.BAD_DIGEST;
                assertEquals(expected, open(crypto, damaged), settings + " bit " + bit);
            }
            for (int length = 0; length < packet.length; length++) {
                Result result = open(crypto, Arrays.copyOf(packet, length));
                assertTrue(result == Result.TOO_SHORT || result == Result.BAD_DIGEST,
                        settings + " cut to " + length + ": " + result);
            }
            assertOpens(crypto, packet, message, settings + " after its damaged copies");
        }
    }

    /** All of the key counts, also what no cipher uses. */
    @Test
    protected void anotherKeyDoesNotFit() {
        for (CryptoSettings settings : hashed()) {
            byte[] other = settings.key().clone();
            other[KEY_LENGTH - 1] ^= 1;
            byte[] packet = seal(create(settings), bytes(30));
            assertEquals(Result.BAD_DIGEST,
                    open(create(new CryptoSettings(2, settings.cipher(), settings.hash(), other)), packet),
                    settings::toString);
        }
    }

    /** Packets of daemons of other versions are told apart, before any tag. */
    @Test
    protected void formatsOfOthersAreTold() {
        for (CryptoSettings settings : ofDialect2()) {
            PacketCrypto crypto = create(settings);
            byte[] packet = bytes(300);
            int[][] markers = {{0x70, 0xC0}, {0xC0, 0x70}, {0xFF, 0xFF}, {0, 0}, {0xFE, 0xFF}};
            Result[] expected = {Result.WRONG_FORMAT_3, Result.WRONG_FORMAT_3, Result.WRONG_FORMAT_22,
                    Result.UNKNOWN_FORMAT, Result.UNKNOWN_FORMAT};
            for (int i = 0; i < markers.length; i++) {
                packet[0] = (byte) markers[i][0];
                packet[1] = (byte) markers[i][1];
                assertEquals(expected[i], open(crypto, packet), settings::toString);
            }
            assertEquals(Result.TOO_SHORT, open(crypto, new byte[0]), settings::toString);
            assertEquals(Result.TOO_SHORT, open(crypto, new byte[]{(byte) 0xFE, (byte) 0xFE, 0, 0}),
                    settings::toString);
        }
    }

    /** Who has the key can still send nonsense: reserved bytes, half a block, wrong padding, no data at all. */
    @Test
    protected void genuineNonsenseIsRefused() throws GeneralSecurityException {
        for (CryptoSettings settings : ofDialect2()) {
            PacketCrypto crypto = create(settings);
            Envelope envelope = new Envelope(settings);
            assertEquals(Result.UNSUPPORTED_FEATURES, open(crypto, envelope.seal(1, new byte[20], "PKCS5Padding")),
                    settings::toString);
            if (envelope.encrypted()) {
                int block = envelope.block();
                for (int last : new int[]{0, block + 1, 0x80, 0xFF}) {
                    byte[] data = new byte[2 * block];
                    data[data.length - 1] = (byte) last;
                    assertEquals(Result.BAD_CIPHERTEXT, open(crypto, envelope.seal(0, data, "NoPadding")),
                            settings + " padding " + last);
                }
                byte[] uneven = new byte[2 * block];
                uneven[uneven.length - 1] = 3;
                assertEquals(Result.BAD_CIPHERTEXT, open(crypto, envelope.seal(0, uneven, "NoPadding")),
                        settings + " padding of 3, but only one of them");
                byte[] sealed = envelope.seal(0, new byte[block], "NoPadding");
                int start = sealed.length - envelope.tagLength() - block;
                for (int length : new int[]{0, 1, block - 1}) {
                    assertEquals(Result.BAD_CIPHERTEXT,
                            open(crypto, envelope.tagged(Arrays.copyOf(sealed, start + length))),
                            settings + " cipher text of " + length);
                }
            }
            byte[] message = bytes(25);
            assertOpens(crypto, seal(crypto, message), message, settings + " after nonsense");
        }
    }

    /** Any bytes are answered, with a hash never by a message, and the crypto goes on. */
    @Test
    protected void noInputBreaksIt() {
        for (CryptoSettings settings : supported()) {
            PacketCrypto crypto = create(settings);
            for (int i = 0; i < 300; i++) {
                byte[] noise = bytes(random.nextInt(i % 50 == 0 ? DATAGRAM_MAX : 300));
                for (int at = 0; at < Math.min(noise.length, random.nextInt(5)); at++) {
                    noise[at] = (byte) (at < 2 ? 0xFE : 0);
                }
                ByteBuffer room = ByteBuffer.allocate(random.nextInt(400));
                Result result = assertDoesNotThrow(() -> crypto.open(ByteBuffer.wrap(noise), room),
                        settings::toString);
                if (!settings.hash().equals("none")) {
                    assertNotEquals(Result.OK, result, settings::toString);
                }
            }
            byte[] message = bytes(50);
            assertOpens(crypto, seal(crypto, message), message, settings + " after noise");
        }
    }

    // --- the factory

    /** What cannot be is refused with its names, and never with the key. */
    @Test
    protected void whatCannotBeIsRefusedAndNamed() {
        byte[] key = "the secret of the cluster".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        assertRefused(new CryptoSettings(2, "rot13", "sha1", key));
        assertRefused(new CryptoSettings(2, "aes256", "crc32", key));
        assertRefused(new CryptoSettings(2, "aes256", "none", key));
        assertRefused(new CryptoSettings(9, "none", "none", key));
        for (CryptoSettings settings : candidates()) {
            if (!factory().supports(settings)) {
                assertRefused(settings);
            }
        }
    }

    private void assertRefused(CryptoSettings settings) {
        assertFalse(factory().supports(settings), () -> settings + " is said to be supported");
        String text = assertThrows(IllegalArgumentException.class, () -> factory().create(settings),
                settings::toString).getMessage();
        assertTrue(text != null && text.contains(settings.cipher()) && text.contains(settings.hash()),
                () -> text + " does not name " + settings);
        assertFalse(settings.key().length > 0
                && text.contains(new String(settings.key(), java.nio.charset.StandardCharsets.US_ASCII)), text);
    }

    /** The key stays the caller's, who may wipe it. */
    @Test
    protected void theKeyStaysAsItIs() {
        for (CryptoSettings settings : hashed()) {
            byte[] key = settings.key().clone();
            PacketCrypto crypto = create(new CryptoSettings(2, settings.cipher(), settings.hash(), key));
            byte[] message = bytes(40);
            byte[] packet = seal(crypto, message);
            assertArrayEquals(settings.key(), key, settings::toString);
            Arrays.fill(key, (byte) 0);
            assertOpens(crypto, packet, message, settings + " after the key was wiped");
            assertOpens(create(settings), seal(crypto, message), message, settings + " after the key was wiped");
        }
    }

    /** Several nodes in one framework: cryptos of one factory are made and used on several threads at a time. */
    @Test
    protected void cryptosAreIndependent() throws Exception {
        List<CryptoSettings> all = supported();
        CryptoFactory factory = factory();
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int seed = i;
            threads.add(CompletableFuture.runAsync(() -> {
                Random own = new Random(seed);
                CryptoSettings settings = all.get(own.nextInt(all.size()));
                PacketCrypto crypto = factory.create(settings);
                for (int round = 0; round < 500; round++) {
                    byte[] message = new byte[1 + own.nextInt(200)];
                    own.nextBytes(message);
                    assertOpens(crypto, seal(crypto, message), message, settings);
                }
                crypto.close();
            }, task -> new Thread(task, "crypto-" + seed).start()));
        }
        for (CompletableFuture<Void> thread : threads) {
            thread.get(2, TimeUnit.MINUTES);
        }
    }
}
