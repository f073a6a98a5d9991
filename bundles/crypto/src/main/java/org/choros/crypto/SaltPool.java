package org.choros.crypto;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Salts from the system's generator, drawn {@value #POOL_LENGTH} bytes at a time so that a packet costs a copy and only
 * every 256th one a system call. A salt is wiped from the pool when it is given out.
 */
final class SaltPool implements SaltSource {
    private static final int POOL_LENGTH = 4096;

    private final byte[] pool = new byte[POOL_LENGTH];
    private final SecureRandom random;
    private int used = POOL_LENGTH;

    SaltPool() {
        this.random = nonBlocking();
    }

    @Override
    public void next(byte[] target, int offset, int length) {
        if (POOL_LENGTH - used < length) {
            random.nextBytes(pool);
            used = 0;
        }
        System.arraycopy(pool, used, target, offset, length);
        Arrays.fill(pool, used, used + length, (byte) 0);
        used += length;
    }

    /** The default generator may wait for entropy while the machine starts, and the ring thread must not wait. */
    private static SecureRandom nonBlocking() {
        try {
            return SecureRandom.getInstance("NativePRNGNonBlocking");
        } catch (NoSuchAlgorithmException notOnThisSystem) {
            return new SecureRandom();
        }
    }
}
