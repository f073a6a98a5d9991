package org.choros.wire.ipc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Counted bytes in messages of the lock service: u16 length, 6 bytes of padding, 256 bytes of room. */
final class LockFields {
    /** All of it. */
    static final int SIZE = 264;
    /** A request that is a name. */
    static final int NAME_REQUEST = IpcMessage.REQUEST_HEADER + SIZE;

    private static final int BYTES = 8;
    private static final int MASK = 0xFFFF;

    private LockFields() {
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
        return length > LockRequest.DATA_MAX ? null : Fields.counted(m, at + BYTES, length);
    }

    /** A name, or null when it is empty or too long. */
    static String name(ByteBuffer m, int at) {
        String name = data(m, at);
        return name == null || name.isEmpty() ? null : name;
    }

    static String requestName(ByteBuffer message, int id) {
        ByteBuffer m = Fields.request(message, id, NAME_REQUEST);
        return m == null ? null : name(m, IpcMessage.REQUEST_HEADER);
    }
}
