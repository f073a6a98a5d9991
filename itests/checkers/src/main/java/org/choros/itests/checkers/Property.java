package org.choros.itests.checkers;

/** What must hold, by name (design, section 5). */
public enum Property {
    /** No message is invented, altered or delivered twice, and each comes from a member. */
    V1,
    /** All members deliver their common messages in one order, each sender's in the order of sending, without gaps. */
    V2,
    /** A member delivers its own messages. */
    V3,
    /** Members that go together from one ring to the next deliver the same set, the transitional change between. */
    V4,
    /** Ring ids never repeat or go back, across restarts too, and one id means one set of members. */
    V5,
    /** Joined and left lists of process groups are the difference of consecutive member lists, with true reasons. */
    V6,
    /** Two partitions are never both quorate. */
    V7,
    /** After healing there is one ring of all live nodes within a bound, and every queue drains. */
    V8,
    /**
     * Tokens of a lock only grow; nobody else holds it while a promise runs; grants are told by quorate nodes, in the
     * order of the requests; members that have synchronised have one table.
     */
    V11,
    /**
     * An exclusive workload runs in one place at most; nothing that needs a quorum begins without one, and soon nothing
     * runs without one; where the same was heard, ledgers are the same; in the end all that can be served is.
     */
    V12
}
