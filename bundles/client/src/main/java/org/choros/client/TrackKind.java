package org.choros.client;

import org.choros.wire.ipc.QuorumRequest;

/** What a listener wants to hear of, corosync's track flags. */
public enum TrackKind {
    /** The present state, once. */
    CURRENT(QuorumRequest.TRACK_CURRENT),
    /** The present state and all changes after it. */
    CHANGES(QuorumRequest.TRACK_CURRENT | QuorumRequest.TRACK_CHANGES),
    /** The changes, and after another connection the state of that moment. */
    CHANGES_ONLY(QuorumRequest.TRACK_CHANGES_ONLY);

    private final int flags;

    TrackKind(int flags) {
        this.flags = flags;
    }

    /** The flags of the request. */
    int flags() {
        return flags;
    }

    /** Those on another connection, 0 for none: what has changed in between can only be seen from the state. */
    int flagsAgain() {
        return this == CURRENT ? 0 : CHANGES.flags;
    }
}
