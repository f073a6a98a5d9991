package org.choros.wire.exec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A group's name in cpg's messages, 136 bytes: a length and up to 128 bytes of any kind, also NUL. As text it is
 * Latin-1, so that every byte survives.
 */
public final class CpgName {
    /** Length of the field in bytes. */
    public static final int SIZE = 136;
    /** Longest name in bytes. */
    public static final int MAX = 128;
    /** Where the bytes begin in the field. */
    public static final int BYTES = 8;

    private CpgName() {
    }

    /**
     * @param message a message that has the whole field
     * @param at where the field begins
     * @return the length that it states, or -1 when that is more than {@value #MAX}
     */
    public static int length(ByteBuffer message, int at) {
        int length = message.getInt(at);
        return length < 0 || length > MAX ? -1 : length;
    }

    /**
     * @param message a message that has the whole field
     * @param at where the field begins
     * @return the name, or null when it states to be longer than it can be
     */
    public static String read(ByteBuffer message, int at) {
        int length = length(message, at);
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        message.get(at + BYTES, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /**
     * @param message a message, zero in the field
     * @param at where the field begins
     * @param name the name, at most {@value #MAX} characters
     */
    public static void write(ByteBuffer message, int at, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        message.putInt(at, bytes.length);
        message.put(at + BYTES, bytes);
    }
}
