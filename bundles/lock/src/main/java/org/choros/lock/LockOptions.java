package org.choros.lock;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

/**
 * How a lock is wanted.
 *
 * @param shared whether others may have it, too, that want it shared
 * @param waiting whether to wait until it is free
 * @param timeout how long to wait, zero without limit; counted in milliseconds, at most 2^32 - 1 of them
 * @param timeToLive how long it is held without being renewed, zero without limit; counted likewise
 * @param data what others see of the holder, at most {@link Locks#DATA_MAX} bytes
 */
public record LockOptions(boolean shared, boolean waiting, Duration timeout, Duration timeToLive, String data) {

    // before those that are checked by it
    private static final Duration LONGEST = Duration.ofMillis(0xFFFF_FFFFL);

    /** For oneself, waiting without limit. */
    public static final LockOptions EXCLUSIVE = new LockOptions(false, true, Duration.ZERO, Duration.ZERO, "");
    /** Together with others, waiting without limit. */
    public static final LockOptions SHARED = new LockOptions(true, true, Duration.ZERO, Duration.ZERO, "");

    /**
     * @throws IllegalArgumentException when one of them is not as described
     */
    public LockOptions {
        check(timeout, "timeout");
        check(timeToLive, "timeToLive");
        Objects.requireNonNull(data, "data");
        int length = data.getBytes(StandardCharsets.UTF_8).length;
        if (length > Locks.DATA_MAX) {
            throw new IllegalArgumentException("data of " + length + " bytes, at most " + Locks.DATA_MAX);
        }
    }

    private static void check(Duration duration, String what) {
        if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(what + " " + duration);
        }
    }

    /** @return the same, but now or not at all */
    public LockOptions withoutWaiting() {
        return new LockOptions(shared, false, timeout, timeToLive, data);
    }

    /**
     * @param limit how long to wait, zero without limit
     * @return the same with this limit
     */
    public LockOptions withTimeout(Duration limit) {
        return new LockOptions(shared, waiting, limit, timeToLive, data);
    }

    /**
     * Has a lock lost that is not renewed for a while: by a program that lives and does not get on.
     *
     * @param limit how long it is held without {@link ClusterLock#renew}, zero without limit
     * @return the same with this limit
     */
    public LockOptions withTimeToLive(Duration limit) {
        return new LockOptions(shared, waiting, timeout, limit, data);
    }

    /**
     * @param shown what others see of the holder
     * @return the same with this data
     */
    public LockOptions withData(String shown) {
        return new LockOptions(shared, waiting, timeout, timeToLive, shown);
    }
}
