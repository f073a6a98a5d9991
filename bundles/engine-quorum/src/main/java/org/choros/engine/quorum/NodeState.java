package org.choros.engine.quorum;

/** What votequorum knows of a node. */
enum NodeState {
    /** Nothing was heard of it yet. */
    UNKNOWN,
    /** It is a member and has told its votes. */
    MEMBER,
    /** It was a member and is gone. */
    DEAD,
    /** It has said that it will leave. */
    LEAVING;

    /** @return the number on the wire */
    int code() {
        return ordinal();
    }
}
