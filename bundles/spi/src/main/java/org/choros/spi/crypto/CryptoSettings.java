package org.choros.spi.crypto;

/**
 * Algorithms and key.
 *
 * @param dialect the wire dialect, 2 or 3
 * @param cipher {@code none aes128 aes192 aes256 3des}
 * @param hash {@code none md5 sha1 sha256 sha384 sha512}
 * @param key the key bytes as read from the key file, empty when cipher and hash are none. The caller's: it is read
 *            during the call and never changed, and who needs it later keeps a copy
 */
public record CryptoSettings(int dialect, String cipher, String hash, byte[] key) {
    @Override
    public String toString() {
        return "CryptoSettings[dialect=" + dialect + ", cipher=" + cipher + ", hash=" + hash + ", key of " + key.length
                + " bytes]";
    }
}
