package org.choros.map.core;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The name of a state: a digest of all that has led to it, so that members with the same name have the same map,
 * whatever the ring has done in between.
 *
 * @param high its upper half
 * @param low its lower half
 */
record StateId(long high, long low) implements Comparable<StateId> {

    static final int LENGTH = 16;
    static final StateId NONE = new StateId(0, 0);

    /** A digest of one thing after the other. */
    static final class Maker {
        private final MessageDigest digest;
        private final ByteBuffer numbers = ByteBuffer.allocate(LENGTH);

        Maker() {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                // every Java platform has to have it
                throw new IllegalStateException(e);
            }
        }

        Maker add(StateId id) {
            digest.update(numbers.clear().putLong(id.high).putLong(id.low).flip());
            return this;
        }

        Maker add(long number) {
            digest.update(numbers.clear().putLong(number).flip());
            return this;
        }

        Maker add(byte[] bytes) {
            digest.update(bytes);
            return this;
        }

        StateId make() {
            ByteBuffer made = ByteBuffer.wrap(digest.digest());
            return new StateId(made.getLong(), made.getLong());
        }
    }

    @Override
    public int compareTo(StateId other) {
        int order = Long.compareUnsigned(high, other.high);
        return order == 0 ? Long.compareUnsigned(low, other.low) : order;
    }

    @Override
    public String toString() {
        return Long.toHexString(high);
    }
}
