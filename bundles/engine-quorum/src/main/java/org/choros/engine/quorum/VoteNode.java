package org.choros.engine.quorum;

/** One voter: a node, or as node 0 the quorum device. */
final class VoteNode {
    final int id;
    NodeState state = NodeState.UNKNOWN;
    long votes;
    long expected;
    int flags;

    VoteNode(int id) {
        this.id = id;
    }

    boolean member() {
        return state == NodeState.MEMBER;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    void mark(int flag, boolean on) {
        flags = on ? flags | flag : flags & ~flag;
    }

    @Override
    public String toString() {
        return Integer.toUnsignedString(id) + " " + state + " votes " + votes + " expected " + expected + " flags 0x"
                + Integer.toHexString(flags);
    }
}
