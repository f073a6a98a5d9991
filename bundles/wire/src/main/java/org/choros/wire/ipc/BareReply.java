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
     * Writes one over what a buffer holds, without an object for it.
     *
     * @param target of {@link #REPLY_HEADER} bytes, little-endian, zero where nothing was written yet; ready to be read
     *            then
     * @param id the reply id
     * @param error the result
     * @return the target
     */
    public static ByteBuffer write(ByteBuffer target, int id, int error) {
        return target.clear().putInt(Fields.ID, id).putInt(Fields.SIZE, REPLY_HEADER).putInt(Fields.ERROR, error);
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
