package org.choros.itests.fuzz;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.JsonNode;
import org.choros.crypto.JdkCryptoFactory;
import org.choros.spi.crypto.CryptoSettings;
import org.choros.spi.crypto.PacketCrypto;

/**
 * The envelope of dialect 2 with every cipher and hash. First byte: the cipher; second: the hash; third: 0 opens what
 * follows as it is, else what follows is sealed, changed in one place and opened.
 */
final class EnvelopeTarget implements Target {
    private static final List<String> CIPHERS = List.of("none", "aes128", "aes192", "aes256", "3des");
    private static final List<String> HASHES = List.of("none", "md5", "sha1", "sha256", "sha384", "sha512");
    private static final int ROOM = 8192;
    private static final int HEAD = 3;

    private final byte[] key;
    private final PacketCrypto[][] cryptos = new PacketCrypto[CIPHERS.size()][HASHES.size()];
    private final Mac[] macs = new Mac[HASHES.size()];
    private final ByteBuffer opened = ByteBuffer.allocate(ROOM);
    private final ByteBuffer sealed = ByteBuffer.allocate(ROOM);

    EnvelopeTarget() {
        List<JsonNode> all = Vectors.lines("totem", Vectors.TOTEM_2_SEALED, v -> true);
        key = Vectors.bytes(all.get(0).path("crypto"), "key_hex");
        JdkCryptoFactory factory = new JdkCryptoFactory();
        for (int c = 0; c < CIPHERS.size(); c++) {
            for (int h = c == 0 ? 0 : 1; h < HASHES.size(); h++) {
                cryptos[c][h] = factory.create(new CryptoSettings(2, CIPHERS.get(c), HASHES.get(h), key));
            }
        }
        try {
            for (int h = 1; h < HASHES.size(); h++) {
                macs[h] = Mac.getInstance("Hmac" + HASHES.get(h).toUpperCase(java.util.Locale.ROOT));
                macs[h].init(new SecretKeySpec(key, "RAW"));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String name() {
        return "envelope";
    }

    @Override
    public int inputMax() {
        return 2048;
    }

    /** What the ciphers of the runtime need for a packet of this length. */
    @Override
    public long allocationMax() {
        return 1 << 18;
    }

    @Override
    public int shortRuns() {
        return 30_000;
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> all = new ArrayList<>();
        for (JsonNode v : Vectors.lines("totem", Vectors.TOTEM_2_SEALED, v -> true)) {
            int cipher = CIPHERS.indexOf(v.path("crypto").path("cipher").asText());
            int hash = HASHES.indexOf(v.path("crypto").path("hash").asText());
            add(all, cipher, hash, Vectors.bytes(v, "hex"));
        }
        for (JsonNode v : Vectors.lines("totem", Vectors.TOTEM_2, v -> true)) {
            add(all, 0, 0, Vectors.bytes(v, "hex"));
            byte[] plain = Vectors.bytes(v, "plain_hex");
            all.add(Vectors.prefixed(3, Vectors.prefixed(2, Vectors.prefixed(1, plain))));
        }
        return all;
    }

    private static void add(List<byte[]> all, int cipher, int hash, byte[] packet) {
        all.add(Vectors.prefixed(cipher, Vectors.prefixed(hash, Vectors.prefixed(0, packet))));
    }

    @Override
    public void run(byte[] input) {
        if (input.length < HEAD) {
            return;
        }
        int cipher = (input[0] & 0xff) % CIPHERS.size();
        int hash = cipher == 0 ? (input[1] & 0xff) % HASHES.size() : 1 + (input[1] & 0xff) % (HASHES.size() - 1);
        // in vectors the index is that of the hash itself
        hash = cipher != 0 && (input[1] & 0xff) < HASHES.size() && input[1] != 0 ? input[1] : hash;
        byte[] rest = Arrays.copyOfRange(input, HEAD, input.length);
        if (input[2] == 0) {
            open(cipher, hash, ByteBuffer.wrap(rest));
        } else {
            tamper(cipher, hash, rest, input[2] & 0xff);
        }
    }

    private PacketCrypto.Result open(int cipher, int hash, ByteBuffer packet) {
        int length = packet.remaining();
        opened.clear();
        PacketCrypto.Result result = cryptos[cipher][hash].open(packet, opened);
        OracleException.require(packet.remaining() == length, "the packet was changed");
        OracleException.require(result != PacketCrypto.Result.OK || opened.remaining() < length, "grown in opening");
        if (result == PacketCrypto.Result.OK && hash != 0) {
            OracleException.require(hasTag(hash, packet), "opened without the right tag");
        }
        return result;
    }

    private boolean hasTag(int hash, ByteBuffer packet) {
        Mac mac = macs[hash];
        int signed = packet.remaining() - mac.getMacLength();
        mac.update(packet.array(), 0, signed);
        byte[] tag = Arrays.copyOfRange(packet.array(), signed, packet.remaining());
        return MessageDigest.isEqual(mac.doFinal(), tag);
    }

    private void tamper(int cipher, int hash, byte[] message, int where) {
        sealed.clear();
        cryptos[cipher][hash].seal(ByteBuffer.wrap(message), sealed);
        byte[] packet = new byte[sealed.remaining()];
        sealed.get(0, packet);
        boolean empty = message.length == 0 && cipher == 0 && hash == 0;
        OracleException.require(open(cipher, hash, ByteBuffer.wrap(packet)) == PacketCrypto.Result.OK != empty,
                "sealed, and not opened");
        OracleException.require(empty || opened.equals(ByteBuffer.wrap(message)), "another message");
        packet[where % packet.length] ^= (byte) (1 << where % 8);
        if (hash != 0) {
            OracleException.require(open(cipher, hash, ByteBuffer.wrap(packet)) != PacketCrypto.Result.OK, "changed");
        }
    }
}
