package org.choros.crypto;

/** The hashes of the 2.4 envelope by their configuration names, with what JCA calls their HMAC. */
enum HashAlgorithm {
    /** No tag. */
    NONE("none", "", 0),
    /** HMAC with MD5. */
    MD5("md5", "HmacMD5", 16),
    /** HMAC with SHA-1. */
    SHA1("sha1", "HmacSHA1", 20),
    /** HMAC with SHA-256. */
    SHA256("sha256", "HmacSHA256", 32),
    /** HMAC with SHA-384. */
    SHA384("sha384", "HmacSHA384", 48),
    /** HMAC with SHA-512. */
    SHA512("sha512", "HmacSHA512", 64);

    private final String configured;
    private final String jcaMac;
    private final int tagLength;

    HashAlgorithm(String configured, String jcaMac, int tagLength) {
        this.configured = configured;
        this.jcaMac = jcaMac;
        this.tagLength = tagLength;
    }

    /**
     * @param configured the value of {@code crypto_hash}
     * @return the hash, or null when there is none of that name
     */
    static HashAlgorithm named(String configured) {
        for (HashAlgorithm candidate : values()) {
            if (candidate.configured.equals(configured)) {
                return candidate;
            }
        }
        return null;
    }

    String jcaMac() {
        return jcaMac;
    }

    /** @return the length of the tag in bytes; it is never shortened */
    int tagLength() {
        return tagLength;
    }
}
