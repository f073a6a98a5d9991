package org.choros.client;

import org.choros.posix.Processes;
import org.choros.posix.UnixStream;

/**
 * The node's process at the other end of a set-up stream.
 *
 * @param stream the stream
 * @param pid the process
 */
record Server(UnixStream stream, int pid) {
    private static final int DEAD_TRIES = 3;
    private static final int DEAD_PAUSE_MS = 10;

    /** Whether it is dead, and does not only end the connection. */
    boolean dead() {
        for (int i = 0; i < DEAD_TRIES; i++) {
            if (!Processes.alive(pid)) {
                return true;
            }
            try {
                Thread.sleep(DEAD_PAUSE_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }
}
