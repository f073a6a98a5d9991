package org.choros.lock;

/**
 * One who holds a lock or waits for it.
 *
 * @param nodeId its node, unsigned
 * @param pid its process
 * @param state how far it is
 * @param shared whether it wants the lock together with others
 * @param token its token, 0 while it waits
 * @param number the number of its request on its node
 * @param data what it shows
 */
public record LockPlace(int nodeId, int pid, State state, boolean shared, long token, long number, String data) {
    /** How far a request is. */
    public enum State {
        /** It has the lock. */
        HELD,
        /** It waits. */
        WAITING,
        /** Its node is gone, and the lock is kept until its lease is sure to be over. */
        ABANDONED
    }
}
