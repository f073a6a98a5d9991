package org.choros.lock;

/**
 * A lock that somebody holds or waits for.
 *
 * @param name the lock
 * @param holders how many hold it
 * @param waiters how many wait
 */
public record LockSummary(String name, int holders, int waiters) {
}
