package org.choros.engine.lock.ipc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import org.choros.wire.ipc.IpcMessage;

/**
 * Reading of messages of the lock service, and their counted bytes: u16 length, 6 bytes of padding, 256 bytes of room.
 */
final class LockFields {
    /** Where a reply or event has its result. */
    static final int ERROR = 16;
    /** All of the counted bytes. */
    static final int SIZE = 264;
    /** A request that is a name. */
    static final int NAME_REQUEST = IpcMessage.REQUEST_HEADER + SIZE;

    private static final int BYTES = 8;
    private static final int MASK = 0xFFFF;

    private LockFields() {
    }

    /** The message as a slice when it is a request of this id and at least this long, else null. */
    static ByteBuffer request(ByteBuffer message, int id, int fixed) {
        return IpcMessage.isRequest(message) && IpcMessage.idOf(message) == id ? view(message, fixed) : null;
    }

    /** The message as a slice when it is a reply of at least this length, else null. Clients ignore a reply's id. */
    static ByteBuffer reply(ByteBuffer message, int fixed) {
        return IpcMessage.isReply(message) ? view(message, fixed) : null;
    }

    /** The message as a slice when it is an event of this id and at least this long, else null. */
    static ByteBuffer event(ByteBuffer message, int id, int fixed) {
        return IpcMessage.isReply(message) && IpcMessage.idOf(message) == id ? view(message, fixed) : null;
    }

    private static ByteBuffer view(ByteBuffer message, int fixed) {
        return message.remaining() < fixed ? null : message.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    static void bytes(ByteBuffer m, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length > LockRequest.DATA_MAX) {
            throw new IllegalArgumentException(bytes.length + " bytes, at most " + LockRequest.DATA_MAX);
        }
        m.putShort(at, (short) bytes.length).put(at + BYTES, bytes);
    }

    /** Up to the most bytes there may be, or null when there are said to be more. */
    static String data(ByteBuffer m, int at) {
        int length = m.getShort(at) & MASK;
        if (length > LockRequest.DATA_MAX) {
            return null;
        }
        byte[] bytes = new byte[length];
        m.get(at + BYTES, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** A name, or null when it is empty or too long. */
    static String name(ByteBuffer m, int at) {
        String name = data(m, at);
        return name == null || name.isEmpty() ? null : name;
    }

    static String requestName(ByteBuffer message, int id) {
        ByteBuffer m = request(message, id, NAME_REQUEST);
        return m == null ? null : name(m, IpcMessage.REQUEST_HEADER);
    }
}
