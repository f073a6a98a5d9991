package org.choros.configadmin.core;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The name of a content: 128 bits of its SHA-256.
 *
 * @param high its upper half
 * @param low its lower half
 */
public record Digest(long high, long low) implements Comparable<Digest> {
    /** The name of nothing: of what is deleted. */
    public static final Digest NONE = new Digest(0, 0);

    static Digest of(byte[] bytes) {
        try {
            ByteBuffer made = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes));
            return new Digest(made.getLong(), made.getLong());
        } catch (NoSuchAlgorithmException e) {
            // every Java platform has to have it
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int compareTo(Digest other) {
        int order = Long.compareUnsigned(high, other.high);
        return order == 0 ? Long.compareUnsigned(low, other.low) : order;
    }
}
