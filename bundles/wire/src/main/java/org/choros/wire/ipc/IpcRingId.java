package org.choros.wire.ipc;

import java.nio.ByteBuffer;

/**
 * A ring id in messages: 16 bytes.
 *
 * @param nodeId the representative's node id, unsigned
 * @param seq the ring sequence
 */
public record IpcRingId(int nodeId, long seq) {
    static IpcRingId at(ByteBuffer message, int offset) {
        return new IpcRingId(message.getInt(offset), message.getLong(offset + 8));
    }

    void put(ByteBuffer message, int offset) {
        message.putInt(offset, nodeId);
        message.putLong(offset + 8, seq);
    }
}
