package org.choros.lock;

import java.util.Objects;

/**
 * Who holds a lock.
 *
 * @param lock its name
 * @param state whether somebody does
 * @param nodeId the holder's node, unsigned; 0 when nobody holds it
 * @param pid the holder's process, 0 when nobody holds it
 * @param token the holder's token, 0 when nobody holds it
 * @param data what the holder shows, empty when nobody holds it
 */
public record LockHolder(String lock, State state, int nodeId, int pid, long token, String data) {
    /** Whether somebody holds a lock. */
    public enum State {
        /** Nobody. */
        FREE,
        /** Somebody. */
        HELD,
        /** Our node is gone, or not quorate, and does not know. */
        UNKNOWN
    }

    /**
     * @param lock its name
     * @param state whether somebody does
     * @param nodeId the holder's node
     * @param pid the holder's process
     * @param token the holder's token
     * @param data what the holder shows
     */
    public LockHolder {
        Objects.requireNonNull(lock, "lock");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(data, "data");
    }

    /**
     * @param lock a lock
     * @return that nobody knows who holds it
     */
    public static LockHolder unknown(String lock) {
        return new LockHolder(lock, State.UNKNOWN, 0, 0, 0, "");
    }

    /** @return whether somebody holds it */
    public boolean held() {
        return state == State.HELD;
    }
}
