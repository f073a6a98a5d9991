package org.choros.wire.exec;

import java.nio.ByteBuffer;

/**
 * votequorum: an administrator has changed something.
 *
 * @param nodeId whose votes, or who says it
 * @param value the new value
 * @param parameter what: {@link #EXPECTED_VOTES}, {@link #NODE_VOTES} or {@link #CANCEL_WAIT_FOR_ALL}
 */
public record VoteReconfigure(int nodeId, int value, int parameter) implements ExecMessage {

    /** Service id. */
    public static final int SERVICE = 5;
    /** Function number. */
    public static final int FUNCTION = 1;
    /** Length in bytes. */
    public static final int SIZE = 32;
    /** Parameter: everybody's expected votes. */
    public static final int EXPECTED_VOTES = 1;
    /** Parameter: the votes of one node. */
    public static final int NODE_VOTES = 2;
    /** Parameter: wait for nobody any more. */
    public static final int CANCEL_WAIT_FOR_ALL = 3;

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
        m.putInt(20, value);
        m.put(24, (byte) parameter);
    }

    /**
     * @param message a message, position to limit
     * @return it, or null when it is malformed
     */
    public static VoteReconfigure decode(ByteBuffer message) {
        ByteBuffer m = ExecMessage.view(message, SERVICE, FUNCTION, SIZE);
        int parameter = m == null ? 0 : m.get(24) & 0xFF;
        if (parameter < EXPECTED_VOTES || parameter > CANCEL_WAIT_FOR_ALL) {
            return null;
        }
        return new VoteReconfigure(m.getInt(16), m.getInt(20), parameter);
    }
}
