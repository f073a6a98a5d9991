package org.choros.wire.ipc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reading and writing of the composite fields of messages. Text is Latin-1, so that every byte survives. */
final class Fields {
    static final int ID = 0;
    static final int SIZE = 8;
    static final int ERROR = 16;

    /** A cmap name: u16 length, padding, then the bytes from here on. */
    static final int NAME_BYTES = 8;
    /** Room for the bytes of a cmap name. */
    static final int NAME_MAX = 256;

    private Fields() {
    }

    static ByteBuffer allocate(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    static int intAt(ByteBuffer message, int offset) {
        int value = message.getInt(message.position() + offset);
        return message.order() == ByteOrder.LITTLE_ENDIAN ? value : Integer.reverseBytes(value);
    }

    /** Reserves a zeroed message in the target and writes id and size. */
    static ByteBuffer begin(ByteBuffer target, int id, int size) {
        int at = target.position();
        ByteBuffer message = target.slice(at, size).order(ByteOrder.LITTLE_ENDIAN);
        target.position(at + size);
        for (int i = 0; i < size; i++) {
            message.put(i, (byte) 0);
        }
        message.putInt(ID, id);
        message.putInt(SIZE, size);
        return message;
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

    /** An unsigned count that may become an index, or -1 when items of this size do not fit into the room. */
    static int count(ByteBuffer message, int offset, int room, int itemSize) {
        long count = message.getInt(offset) & 0xFFFF_FFFFL;
        return count * itemSize <= room ? (int) count : -1;
    }

    static int[] ints(ByteBuffer message, int offset, int count) {
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = message.getInt(offset + 4 * i);
        }
        return values;
    }

    static int ints(ByteBuffer message, int offset, int[] values) {
        for (int i = 0; i < values.length; i++) {
            message.putInt(offset + 4 * i, values[i]);
        }
        return offset + 4 * values.length;
    }

    static byte[] bytes(ByteBuffer message, int offset, int length) {
        byte[] value = new byte[length];
        message.get(offset, value);
        return value;
    }

    /** Text that ends at its first NUL or with its room. */
    static String text(ByteBuffer message, int offset, int room) {
        int length = 0;
        while (length < room && message.get(offset + length) != 0) {
            length++;
        }
        return counted(message, offset, length);
    }

    static String counted(ByteBuffer message, int offset, int length) {
        return new String(bytes(message, offset, length), StandardCharsets.ISO_8859_1);
    }

    /** Writes text, cut so that a NUL follows it inside its room; returns its length. */
    static int text(ByteBuffer message, int offset, int room, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        int length = Math.min(bytes.length, room - 1);
        message.put(offset, bytes, 0, length);
        return length;
    }

    /** A cmap name as the server reads it: a length of 0 is no name, else what stands before the first NUL. */
    static String requestName(ByteBuffer message, int offset) {
        if (message.getShort(offset) == 0) {
            return "";
        }
        String name = text(message, offset + NAME_BYTES, NAME_MAX);
        return name.length() == NAME_MAX ? null : name;
    }

    /** A cmap name as the client reads it, by its length; null when that is too long. */
    static String replyName(ByteBuffer message, int offset) {
        int length = message.getShort(offset) & 0xFFFF;
        return length > NAME_MAX ? null : counted(message, offset + NAME_BYTES, length);
    }

    static void name(ByteBuffer message, int offset, String name) {
        message.putShort(offset, (short) text(message, offset + NAME_BYTES, NAME_MAX, name));
    }

    /** A cpg group's name, u32 length and bytes that may be NUL; one that is too long shows by its length. */
    static String groupName(ByteBuffer message, int offset) {
        int max = CpgRequest.GROUP_NAME_MAX;
        int length = count(message, offset, max, 1);
        return length >= 0 ? counted(message, offset + 8, length) : counted(message, offset + 8, max) + '\0';
    }

    static void groupName(ByteBuffer message, int offset, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        message.putInt(offset, bytes.length);
        message.put(offset + 8, bytes, 0, Math.min(bytes.length, CpgRequest.GROUP_NAME_MAX));
    }
}
