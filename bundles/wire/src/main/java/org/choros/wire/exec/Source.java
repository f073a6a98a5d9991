package org.choros.wire.exec;

import java.nio.ByteBuffer;

/**
 * Who caused a message, 16 bytes: a node and a token by which it, and only it, finds the client that waits.
 *
 * @param nodeId the sender
 * @param token means something to the sender only
 */
public record Source(int nodeId, long token) {
    /** Length in bytes. */
    public static final int SIZE = 16;

    /**
     * @param message a message
     * @param at the offset
     * @return what stands there
     */
    public static Source read(ByteBuffer message, int at) {
        return new Source(message.getInt(at), message.getLong(at + 8));
    }

    /**
     * @param message a message
     * @param at the offset to write at
     */
    public void write(ByteBuffer message, int at) {
        message.putInt(at, nodeId);
        message.putLong(at + 8, token);
    }
}
