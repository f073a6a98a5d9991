package org.choros.tck;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

import org.choros.spi.crypto.CryptoFactory;
import org.choros.spi.crypto.CryptoSettings;
import org.choros.spi.crypto.PacketCrypto;

/** A crypto as plain as can be, right but for one flaw. */
final class PlainCrypto implements PacketCrypto {
    private static final int HEADER_LENGTH = 4;
    private static final int LENGTH_MAX = 65_535;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static PlainCrypto shared;

    private final CryptoSettings settings;
    private final CryptoFlaw flaw;
    private final Envelope envelope;
    private Thread thread;
    private boolean stumbling;

    /** Makes them. */
    record Factory(CryptoFlaw flaw) implements CryptoFactory {
        private static final List<String> CIPHERS = List.of("none", "aes128", "aes192", "aes256", "3des");
        private static final List<String> HASHES = List.of("none", "md5", "sha1", "sha256", "sha384", "sha512");

        @Override
        public boolean supports(CryptoSettings s) {
            boolean plain = s.cipher().equals("none") && s.hash().equals("none");
            boolean paired = s.cipher().equals("none") || !s.hash().equals("none")
                    || flaw == CryptoFlaw.TAKES_A_CIPHER_WITHOUT_A_HASH;
            boolean known = CIPHERS.contains(s.cipher()) && HASHES.contains(s.hash());
            return flaw != CryptoFlaw.SUPPORTS_NOTHING && known
                    && (s.dialect() == 2 ? paired : s.dialect() == 3 && plain);
        }

        @Override
        public PacketCrypto create(CryptoSettings s) {
            if (!supports(s) || flaw == CryptoFlaw.CANNOT_BE_MADE) {
                throw new IllegalArgumentException(flaw == CryptoFlaw.NAMES_NOTHING
                        ? "impossible"
                        : "there is no " + s.cipher() + " with " + s.hash()
                                + (flaw == CryptoFlaw.NAMES_THE_KEY ? " for " + new String(s.key()) : ""));
            }
            if (flaw == CryptoFlaw.IS_THE_SAME_FOR_ALL) {
                shared = shared == null ? new PlainCrypto(s, flaw) : shared;
                return shared;
            }
            return new PlainCrypto(s, flaw);
        }
    }

    private PlainCrypto(CryptoSettings settings, CryptoFlaw flaw) {
        this.settings = settings;
        this.flaw = flaw;
        byte[] key = settings.key().clone();
        switch (flaw) {
            case UNDERSTANDS_ONLY_ITSELF -> RANDOM.nextBytes(key);
            case USES_HALF_OF_THE_KEY -> key = Arrays.copyOf(key, Math.min(key.length, 64));
            case FILLS_UP_THE_HASH_KEY -> key = key.length == 0 ? key : Arrays.copyOf(key, 128);
            case KEEPS_THE_CALLERS_KEY -> key = settings.key();
            case WIPES_THE_CALLERS_KEY -> Arrays.fill(settings.key(), (byte) 0);
            default -> {
                // the key is used as it is
            }
        }
        this.envelope = new Envelope(new CryptoSettings(settings.dialect(), settings.cipher(), settings.hash(), key));
    }

    @Override
    public int overhead() {
        try {
            return settings.dialect() == 3
                    ? 0
                    : envelope.overhead() - (flaw == CryptoFlaw.SAYS_TOO_LITTLE_OVERHEAD ? 1 : 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] content(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return bytes;
    }

    @Override
    public void seal(ByteBuffer message, ByteBuffer packet) {
        if (flaw == CryptoFlaw.IS_THE_SAME_FOR_ALL && thread != null && thread != Thread.currentThread()) {
            throw new IllegalStateException("used by two threads");
        }
        thread = Thread.currentThread();
        byte[] sealed = sealed(content(message));
        if (flaw == CryptoFlaw.MOVES_THE_POSITION) {
            message.position(message.limit());
        } else if (flaw == CryptoFlaw.OVERWRITES_THE_MESSAGE && !message.isReadOnly()) {
            message.put(message.position(), (byte) 0);
        }
        int start = flaw == CryptoFlaw.WRITES_AT_ZERO ? 0 : packet.position();
        boolean tooLong = sealed.length > LENGTH_MAX && flaw != CryptoFlaw.SEALS_TOO_LONG_PACKETS;
        if (sealed.length > packet.capacity() - start || tooLong) {
            if (flaw == CryptoFlaw.OVERFLOWS) {
                throw new BufferOverflowException();
            }
            throw new IllegalArgumentException("no room for " + sealed.length + " bytes");
        }
        packet.limit(packet.position() + sealed.length);
        packet.put(start, sealed);
    }

    private byte[] sealed(byte[] message) {
        if (settings.dialect() == 3) {
            byte[] marked = Arrays.copyOf(message, message.length + 1);
            return flaw == CryptoFlaw.MARKS_DIALECT_3 ? marked : message;
        }
        try {
            byte[] salt = new byte[envelope.saltLength()];
            if (flaw != CryptoFlaw.HAS_ONE_SALT) {
                RANDOM.nextBytes(salt);
            }
            byte[] sealed = envelope.seal(0, salt, message, "PKCS5Padding");
            if (flaw == CryptoFlaw.HAS_ANOTHER_MARKER) {
                byte[] body = Arrays.copyOf(sealed, sealed.length - envelope.tagLength());
                body[1] = (byte) 0xFD;
                sealed = envelope.tagged(body);
            } else if (flaw == CryptoFlaw.TAGS_IN_ITS_OWN_WAY && envelope.hashed()) {
                sealed[sealed.length - 1] ^= 1;
            }
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Result open(ByteBuffer packet, ByteBuffer message) {
        byte[] bytes = content(packet);
        if (flaw == CryptoFlaw.THROWS && bytes.length == 77) {
            throw new IllegalStateException("77 bytes");
        }
        Result result = settings.dialect() == 3 ? Result.OK : check(bytes);
        if (stumbling && result == Result.OK) {
            return Result.BAD_DIGEST;
        }
        stumbling = flaw == CryptoFlaw.STUMBLES_AFTER_A_BAD_PACKET && result == Result.BAD_DIGEST;
        if (result == Result.OK) {
            byte[] opened = opened(bytes);
            if (opened == null) {
                return Result.BAD_CIPHERTEXT;
            }
            int length = opened.length - (flaw == CryptoFlaw.LOSES_THE_LAST_BYTE && opened.length > 100 ? 1 : 0);
            if (length > message.capacity() - message.position()) {
                return Result.TOO_LONG;
            }
            message.limit(message.position() + length);
            message.put(message.position(), opened, 0, length);
        } else if (flaw == CryptoFlaw.CHANGES_THE_ROOM_OF_A_REFUSED_PACKET) {
            message.limit(message.position());
        }
        return result;
    }

    private Result check(byte[] bytes) {
        if (bytes.length <= HEADER_LENGTH) {
            return Result.TOO_SHORT;
        }
        if (bytes.length > LENGTH_MAX) {
            return Result.TOO_LONG;
        }
        try {
            int end = bytes.length - envelope.tagLength();
            boolean genuine = end >= HEADER_LENGTH + envelope.saltLength() && genuine(bytes, end);
            if (flaw == CryptoFlaw.LOOKS_AT_THE_TAG_FIRST && !genuine) {
                return Result.BAD_DIGEST;
            }
            int second = flaw == CryptoFlaw.HAS_ANOTHER_MARKER ? 0xFD : 0xFE;
            int marker = (bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF;
            if (marker != (0xFE00 | second)) {
                return marker == 0x70C0 || marker == 0xC070
                        ? Result.WRONG_FORMAT_3
                        : marker == 0xFFFF ? Result.WRONG_FORMAT_22 : Result.UNKNOWN_FORMAT;
            }
            if (end < HEADER_LENGTH + envelope.saltLength()) {
                return Result.TOO_SHORT;
            }
            if (!genuine) {
                return Result.BAD_DIGEST;
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        boolean reserved = bytes[2] != 0 || bytes[3] != 0;
        return reserved && flaw != CryptoFlaw.IGNORES_RESERVED_BYTES ? Result.UNSUPPORTED_FEATURES : Result.OK;
    }

    private boolean genuine(byte[] bytes, int end) throws GeneralSecurityException {
        byte[] right = envelope.tagged(Arrays.copyOf(bytes, end));
        if (flaw == CryptoFlaw.TAGS_IN_ITS_OWN_WAY && envelope.hashed()) {
            byte[] own = right.clone();
            own[own.length - 1] ^= 1;
            return Arrays.equals(own, bytes) || Arrays.equals(right, bytes);
        }
        int compared = bytes.length - (flaw == CryptoFlaw.OVERLOOKS_THE_LAST_BYTE_OF_THE_TAG ? 1 : 0);
        return Arrays.equals(right, 0, compared, bytes, 0, compared);
    }

    /** Null for an impossible cipher text. */
    private byte[] opened(byte[] bytes) {
        if (settings.dialect() == 3) {
            return flaw == CryptoFlaw.MARKS_DIALECT_3 ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
        }
        try {
            return envelope.opened(bytes);
        } catch (GeneralSecurityException e) {
            return flaw == CryptoFlaw.TAKES_ANY_PADDING ? new byte[1] : null;
        }
    }
}
