package org.choros.wire.exec;

import java.nio.ByteBuffer;

/**
 * votequorum: what a node, or as node 0 its quorum device, votes and expects.
 *
 * @param nodeId whose, 0 for the device
 * @param votes its votes
 * @param expectedVotes what it expects
 * @param flags its flags, or-ed
 */
public record VoteNodeInfo(int nodeId, int votes, int expectedVotes, int flags) implements ExecMessage {

    /** Service id. */
    public static final int SERVICE = 5;
    /** Function number. */
    public static final int FUNCTION = 0;
    /** Length in bytes. */
    public static final int SIZE = 32;
    /** Flag: the node is quorate. */
    public static final int QUORATE = 1;
    /** Flag: the node is about to leave. */
    public static final int LEAVING = 2;
    /** Flag: the node waits for all. */
    public static final int WAIT_FOR_ALL = 4;
    /** Flag: the node has not seen another one since its start. */
    public static final int FIRST = 8;
    /** Flag: a quorum device is registered on the node. */
    public static final int DEVICE_REGISTERED = 16;
    /** Flag: the node's device is alive. */
    public static final int DEVICE_ALIVE = 32;
    /** Flag: the node's device votes for it. */
    public static final int DEVICE_CAST_VOTE = 64;
    /** Flag: the master of the node's device wins. */
    public static final int DEVICE_MASTER_WINS = 128;

    @Override
    public int service() {
        return SERVICE;
    }

    @Override
    public int function() {
        return FUNCTION;
    }

    @Override
    public int size() {
        return SIZE;
    }

    @Override
    public void body(ByteBuffer m) {
        m.putInt(16, nodeId);
        m.putInt(20, votes);
        m.putInt(24, expectedVotes);
        m.putInt(28, flags);
    }

    /**
     * @param message a message, position to limit
     * @return it, or null when it is malformed
     */
    public static VoteNodeInfo decode(ByteBuffer message) {
        ByteBuffer m = ExecMessage.view(message, SERVICE, FUNCTION, SIZE);
        return m == null ? null : new VoteNodeInfo(m.getInt(16), m.getInt(20), m.getInt(24), m.getInt(28));
    }
}
