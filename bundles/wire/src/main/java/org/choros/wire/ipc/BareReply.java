package org.choros.wire.ipc;

import java.nio.ByteBuffer;

/**
 * A reply that is only its header: of requests that return nothing, and of those that the gate or a check refused.
 *
 * @param id the reply id, 0 when the request was refused before it was understood
 * @param error the result
 */
public record BareReply(int id, int error) implements IpcReply {
    @Override
    public int size() {
        return REPLY_HEADER;
    }

    @Override
    public void body(ByteBuffer message) {
        // all of it is header
    }

    /**
     * @param message a reply, position to limit
     * @return its header, or null when it is malformed
     */
    public static BareReply decode(ByteBuffer message) {
        return IpcMessage.isReply(message)
                ? new BareReply(IpcMessage.idOf(message), IpcMessage.errorOf(message))
                : null;
    }
}
