package org.choros.ipc;

/**
 * Who connects.
 *
 * @param pid process
 * @param uid real user
 * @param gid real group
 * @param maxMessageSize bytes of its longest message
 */
record Client(int pid, int uid, int gid, int maxMessageSize) {
}
