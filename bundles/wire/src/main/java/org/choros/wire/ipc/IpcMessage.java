package org.choros.wire.ipc;

import java.nio.ByteBuffer;

/** A message of the local IPC: a header and fields at fixed offsets, little-endian, padding zero. */
public interface IpcMessage {
    /** Length of a request's header: id at 0, size at 8. */
    int REQUEST_HEADER = 16;
    /** Length of the header of a reply or an event: a request's header and the error at 16. */
    int REPLY_HEADER = 24;
    /** The largest message of a connection that asked for corosync's usual size, in bytes. */
    int MAX_SIZE = 1_048_576;

    /** @return the message id of the header */
    int id();

    /** @return the length of the whole message in bytes, as the header has it */
    int size();

    /**
     * Writes the fields behind the ids and the size.
     *
     * @param message the message from its first byte, little-endian, zero where nothing was written yet
     */
    void body(ByteBuffer message);

    /**
     * Writes the whole message at the target's position and moves that behind it.
     *
     * @param target where to, of any byte order
     */
    default void encode(ByteBuffer target) {
        body(Fields.begin(target, id(), size()));
    }

    /** @return the whole message in a buffer of its own, little-endian, ready to be read */
    default ByteBuffer encode() {
        ByteBuffer target = Fields.allocate(size());
        encode(target);
        return target.flip();
    }

    /**
     * @param message a whole message, position to limit
     * @return whether it has a request's header whose size is the message's
     */
    static boolean isRequest(ByteBuffer message) {
        return message.remaining() >= REQUEST_HEADER && sizeOf(message) == message.remaining();
    }

    /**
     * @param message a whole message, position to limit
     * @return whether it has a reply's or event's header whose size is the message's
     */
    static boolean isReply(ByteBuffer message) {
        return message.remaining() >= REPLY_HEADER && sizeOf(message) == message.remaining();
    }

    /**
     * @param message a message of at least {@value #REQUEST_HEADER} bytes
     * @return its id
     */
    static int idOf(ByteBuffer message) {
        return Fields.intAt(message, Fields.ID);
    }

    /**
     * @param message a message of at least {@value #REQUEST_HEADER} bytes
     * @return its size by the header
     */
    static int sizeOf(ByteBuffer message) {
        return Fields.intAt(message, Fields.SIZE);
    }

    /**
     * @param message a reply or event of at least {@value #REPLY_HEADER} bytes
     * @return its error, {@link IpcError#OK} for success
     */
    static int errorOf(ByteBuffer message) {
        return Fields.intAt(message, Fields.ERROR);
    }
}
