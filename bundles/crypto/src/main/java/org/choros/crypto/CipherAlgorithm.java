package org.choros.crypto;

import java.util.Arrays;

/** The ciphers of the 2.4 envelope by their configuration names, with what JCA calls them. Lengths in bytes. */
enum CipherAlgorithm {
    /** The message travels in the clear. */
    NONE("none", "", 0, 0),
    /** AES with a key of 256 bits. */
    AES256("aes256", "AES", 32, 16),
    /** AES with a key of 192 bits. */
    AES192("aes192", "AES", 24, 16),
    /** AES with a key of 128 bits. */
    AES128("aes128", "AES", 16, 16),
    /** Triple DES with three keys. */
    TRIPLE_DES("3des", "DESede", 24, 8);

    private final String configured;
    private final String jcaKey;
    private final int keyLength;
    private final int blockLength;

    CipherAlgorithm(String configured, String jcaKey, int keyLength, int blockLength) {
        this.configured = configured;
        this.jcaKey = jcaKey;
        this.keyLength = keyLength;
        this.blockLength = blockLength;
    }

    /**
     * @param configured the value of {@code crypto_cipher}
     * @return the cipher, or null when there is none of that name
     */
    static CipherAlgorithm named(String configured) {
        for (CipherAlgorithm candidate : values()) {
            if (candidate.configured.equals(configured)) {
                return candidate;
            }
        }
        return null;
    }

    String jcaKey() {
        return jcaKey;
    }

    /** @return the JCA name; padding is done here, so that one cipher object can run on from packet to packet */
    String transformation() {
        return jcaKey + "/CBC/NoPadding";
    }

    int blockLength() {
        return blockLength;
    }

    /** @return the first bytes of the key, a shorter one filled up with zeros */
    byte[] keyFrom(byte[] key) {
        return Arrays.copyOf(key, keyLength);
    }
}
