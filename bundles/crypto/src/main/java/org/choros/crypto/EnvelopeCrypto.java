package org.choros.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Provider;
import java.util.Arrays;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.choros.spi.crypto.PacketCrypto;

/**
 * The envelope of the 2.4 dialect: {@code FE FE 00 00 | salt | data | tag}, encrypt-then-MAC. Salt and cipher text are
 * there with a cipher, the tag with a hash; the four bytes in front are there always.
 */
final class EnvelopeCrypto implements PacketCrypto {
    private static final int MARKER = 0xFE;
    private static final int HEADER_LENGTH = 4;
    /** On the wire always 16, though 3DES uses only the first 8. */
    private static final int SALT_LENGTH = 16;
    /** No UDP payload is longer. */
    private static final int LENGTH_MAX = 0xFFFF;

    private final CbcStream encryption;
    private final CbcStream decryption;
    private final Mac mac;
    private final SaltSource salts;
    private final int block;
    private final int saltLength;
    private final int tagLength;

    private final byte[] sealed = new byte[LENGTH_MAX];
    private final byte[] plain = new byte[LENGTH_MAX];
    private final byte[] expectedTag;
    private final byte[] receivedTag;

    EnvelopeCrypto(CipherAlgorithm cipher, HashAlgorithm hash, byte[] key, Provider provider, SaltSource salts)
            throws GeneralSecurityException {
        boolean encrypted = cipher != CipherAlgorithm.NONE;
        this.encryption = encrypted ? new CbcStream(cipher, key, true, provider) : null;
        this.decryption = encrypted ? new CbcStream(cipher, key, false, provider) : null;
        this.mac = hash == HashAlgorithm.NONE ? null : JcaCrypto.mac(hash, provider);
        if (mac != null) {
            mac.init(new SecretKeySpec(key, hash.jcaMac()));
        }
        this.salts = salts;
        this.block = cipher.blockLength();
        this.saltLength = encrypted ? SALT_LENGTH : 0;
        this.tagLength = hash.tagLength();
        this.expectedTag = new byte[tagLength];
        this.receivedTag = new byte[tagLength];
    }

    @Override
    public int overhead() {
        return HEADER_LENGTH + tagLength + saltLength + 2 * block;
    }

    @Override
    public void seal(ByteBuffer message, ByteBuffer packet) {
        int length = message.remaining();
        int data = encryption == null ? length : length + block - length % block;
        int total = HEADER_LENGTH + saltLength + data + tagLength;
        int start = packet.position();
        if (total > LENGTH_MAX || total > packet.capacity() - start) {
            throw new IllegalArgumentException("a message of " + length + " bytes makes a packet of " + total
                    + " bytes, room is for " + Math.min(LENGTH_MAX, packet.capacity() - start));
        }
        sealed[0] = (byte) MARKER;
        sealed[1] = (byte) MARKER;
        sealed[2] = 0;
        sealed[3] = 0;
        int dataAt = HEADER_LENGTH + saltLength;
        if (encryption == null) {
            message.get(message.position(), sealed, dataAt, length);
        } else {
            salts.next(sealed, HEADER_LENGTH, SALT_LENGTH);
            message.get(message.position(), plain, 0, length);
            Arrays.fill(plain, length, data, (byte) (data - length));
            encryption.run(sealed, HEADER_LENGTH, plain, 0, data, sealed, dataAt);
        }
        if (mac != null) {
            tag(dataAt + data, sealed, dataAt + data);
        }
        packet.limit(start + total);
        packet.put(start, sealed, 0, total);
    }

    @Override
    public Result open(ByteBuffer packet, ByteBuffer message) {
        int length = packet.remaining();
        if (length <= HEADER_LENGTH) {
            return Result.TOO_SHORT;
        }
        if (length > LENGTH_MAX) {
            return Result.TOO_LONG;
        }
        Result format = format(packet.get(packet.position()) & 0xFF, packet.get(packet.position() + 1) & 0xFF);
        if (format != Result.OK) {
            return format;
        }
        int dataAt = HEADER_LENGTH + saltLength;
        int data = length - dataAt - tagLength;
        if (data < 0) {
            return Result.TOO_SHORT;
        }
        packet.get(packet.position(), sealed, 0, length);
        if (mac != null && !genuine(length - tagLength)) {
            return Result.BAD_DIGEST;
        }
        if (sealed[2] != 0 || sealed[3] != 0) {
            return Result.UNSUPPORTED_FEATURES;
        }
        if (decryption == null) {
            return deliver(sealed, dataAt, data, message);
        }
        if (data == 0 || data % block != 0) {
            return Result.BAD_CIPHERTEXT;
        }
        decryption.run(sealed, HEADER_LENGTH, sealed, dataAt, data, plain, 0);
        int padding = padding(data);
        return padding == 0 ? Result.BAD_CIPHERTEXT : deliver(plain, 0, data - padding, message);
    }

    private static Result format(int first, int second) {
        if (first == MARKER && second == MARKER) {
            return Result.OK;
        }
        if (first == 0x70 && second == 0xC0 || first == 0xC0 && second == 0x70) {
            return Result.WRONG_FORMAT_3;
        }
        return first == 0xFF && second == 0xFF ? Result.WRONG_FORMAT_22 : Result.UNKNOWN_FORMAT;
    }

    /** Compares whole tags in a time that does not tell how many bytes were right. */
    private boolean genuine(int length) {
        tag(length, expectedTag, 0);
        System.arraycopy(sealed, length, receivedTag, 0, tagLength);
        return MessageDigest.isEqual(expectedTag, receivedTag);
    }

    private void tag(int length, byte[] target, int at) {
        mac.update(sealed, 0, length);
        try {
            mac.doFinal(target, at);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no room for the tag of " + mac.getAlgorithm(), e);
        }
    }

    /** @return the length of the padding at the end of the decrypted data, 0 when it is none */
    private int padding(int length) {
        int padding = plain[length - 1] & 0xFF;
        if (padding == 0 || padding > block) {
            return 0;
        }
        for (int i = length - padding; i < length; i++) {
            if (plain[i] != (byte) padding) {
                return 0;
            }
        }
        return padding;
    }

    private static Result deliver(byte[] from, int offset, int length, ByteBuffer message) {
        int start = message.position();
        if (length > message.capacity() - start) {
            return Result.TOO_LONG;
        }
        message.limit(start + length);
        message.put(start, from, offset, length);
        return Result.OK;
    }
}
