package org.choros.node;

import org.choros.posix.Processes;

/**
 * The user that this process runs as. It may do with the node what root may, as it could do worse to the process; a
 * node that runs without root would let in nobody otherwise.
 */
final class NodeUser {
    private static final int ROOT = 0;
    private static final int OWN = own();

    private NodeUser() {
    }

    private static int own() {
        try {
            return Processes.effectiveUid();
        } catch (LinkageError e) {
            // in a JVM without native libraries there are no clients from outside either
            return ROOT;
        }
    }

    /**
     * @param uid a client's user
     * @return whom it is to be taken for
     */
    static int of(int uid) {
        return uid == OWN ? ROOT : uid;
    }
}
