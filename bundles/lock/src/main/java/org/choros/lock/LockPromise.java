package org.choros.lock;

/**
 * That nobody else will hold a lock for a time, or, of a shared one, nobody alone. It is kept whatever becomes of the
 * node and the network, unless we give the lock back ourselves.
 *
 * @param token the lock's token
 * @param beginNs when that was asked, by {@link System#nanoTime}
 * @param lengthNs for how many nanoseconds from then on
 */
public record LockPromise(long token, long beginNs, long lengthNs) {
    /** @return the end of it, by {@link System#nanoTime} */
    public long endNs() {
        return beginNs + lengthNs;
    }

    /** @return how many nanoseconds are left of it; negative when it is over */
    public long leftNs() {
        return endNs() - System.nanoTime();
    }

    /** @return whether it holds in this moment */
    public boolean holds() {
        return leftNs() > 0;
    }
}
