package org.choros.tck;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import org.choros.spi.crypto.CryptoSettings;

/**
 * The envelope of dialect 2 as plainly as can be, with a fresh cipher and hash for each packet: what others make of
 * what the crypto under test has sealed, and genuine packets that are wrong in one thing.
 */
final class Envelope {
    private static final int HEADER_LENGTH = 4;
    private static final int SALT_LENGTH = 16;
    private static final int MAC_KEY_MAX = 128;

    private final CryptoSettings settings;

    Envelope(CryptoSettings settings) {
        this.settings = settings;
    }

    boolean encrypted() {
        return !settings.cipher().equals("none");
    }

    boolean hashed() {
        return !settings.hash().equals("none");
    }

    private boolean tripleDes() {
        return settings.cipher().equals("3des");
    }

    int block() {
        return tripleDes() ? 8 : 16;
    }

    int tagLength() throws GeneralSecurityException {
        return hashed() ? mac().getMacLength() : 0;
    }

    int saltLength() {
        return encrypted() ? SALT_LENGTH : 0;
    }

    /** H of the frame size formula. */
    int overhead() throws GeneralSecurityException {
        return HEADER_LENGTH + tagLength() + (encrypted() ? SALT_LENGTH + 2 * block() : 0);
    }

    private Mac mac() throws GeneralSecurityException {
        String name = "Hmac" + settings.hash().toUpperCase(java.util.Locale.ROOT);
        Mac mac = Mac.getInstance(name);
        byte[] key = settings.key();
        mac.init(new SecretKeySpec(Arrays.copyOf(key, Math.min(key.length, MAC_KEY_MAX)), name));
        return mac;
    }

    private Cipher cipher(int mode, byte[] salt, String padding) throws GeneralSecurityException {
        int keyLength = switch (settings.cipher()) {
            case "aes128" -> 16;
            case "aes192", "3des" -> 24;
            default -> 32;
        };
        String name = tripleDes() ? "DESede" : "AES";
        Cipher cipher = Cipher.getInstance(name + "/CBC/" + padding);
        cipher.init(mode, new SecretKeySpec(Arrays.copyOf(settings.key(), keyLength), name),
                new IvParameterSpec(salt, 0, block()));
        return cipher;
    }

    /** A packet with the right tag and a salt of its own. */
    byte[] seal(int reserved, byte[] data, String padding) throws GeneralSecurityException {
        byte[] salt = new byte[saltLength()];
        Arrays.fill(salt, (byte) 0x5A);
        return seal(reserved, salt, data, padding);
    }

    /**
     * @param reserved the third byte of the packet
     * @param salt as long as {@link #saltLength}
     * @param data what is encrypted, or goes as it is
     * @param padding how: {@code PKCS5Padding} (which is PKCS#7) or {@code NoPadding}
     * @return a packet with the right tag
     */
    byte[] seal(int reserved, byte[] salt, byte[] data, String padding) throws GeneralSecurityException {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.writeBytes(new byte[]{(byte) 0xFE, (byte) 0xFE, (byte) reserved, 0});
        packet.writeBytes(salt);
        packet.writeBytes(encrypted() ? cipher(Cipher.ENCRYPT_MODE, salt, padding).doFinal(data) : data);
        return tagged(packet.toByteArray());
    }

    /** Adds the tag. */
    byte[] tagged(byte[] bytes) throws GeneralSecurityException {
        if (!hashed()) {
            return bytes;
        }
        byte[] tag = mac().doFinal(bytes);
        byte[] packet = Arrays.copyOf(bytes, bytes.length + tag.length);
        System.arraycopy(tag, 0, packet, bytes.length, tag.length);
        return packet;
    }

    /** Opens as the C daemon does; throws when it would not. */
    byte[] open(byte[] packet) throws GeneralSecurityException {
        int end = packet.length - tagLength();
        byte[] marker = {(byte) 0xFE, (byte) 0xFE, 0, 0};
        if (!Arrays.equals(marker, Arrays.copyOf(packet, HEADER_LENGTH))) {
            throw new GeneralSecurityException("the packet does not begin with FE FE 00 00");
        }
        if (hashed() && !MessageDigest.isEqual(mac().doFinal(Arrays.copyOf(packet, end)),
                Arrays.copyOfRange(packet, end, packet.length))) {
            throw new GeneralSecurityException("the tag at the end is wrong");
        }
        return opened(packet);
    }

    /** The message of a packet that was found genuine; throws when its cipher text is none. */
    byte[] opened(byte[] packet) throws GeneralSecurityException {
        int end = packet.length - tagLength();
        byte[] data = Arrays.copyOfRange(packet, HEADER_LENGTH + saltLength(), end);
        if (encrypted() && data.length == 0) {
            throw new GeneralSecurityException("there is no cipher text");
        }
        return encrypted() ? cipher(Cipher.DECRYPT_MODE, salt(packet), "PKCS5Padding").doFinal(data) : data;
    }

    byte[] salt(byte[] packet) {
        return Arrays.copyOfRange(packet, HEADER_LENGTH, HEADER_LENGTH + saltLength());
    }
}
