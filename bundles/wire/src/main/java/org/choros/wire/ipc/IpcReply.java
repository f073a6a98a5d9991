package org.choros.wire.ipc;

import java.nio.ByteBuffer;

/** A reply or an event: a message that says in its header whether it tells of success. */
public interface IpcReply extends IpcMessage {
    /** @return the error, {@link IpcError#OK} for success */
    int error();

    @Override
    default void encode(ByteBuffer target) {
        ByteBuffer message = Fields.begin(target, id(), size());
        message.putInt(Fields.ERROR, error());
        body(message);
    }
}
