package org.choros.wire.exec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The field of a quorum device's name: text, a NUL and rubbish up to 255 bytes. */
final class DeviceName {
    /** Length of the field in bytes. */
    static final int SIZE = 255;

    private DeviceName() {
    }

    static void write(ByteBuffer m, int at, String name) {
        byte[] text = name.getBytes(StandardCharsets.ISO_8859_1);
        m.put(at, text, 0, Math.min(text.length, SIZE - 1));
    }

    // null: no NUL, so nobody could tell where the name ends
    static String read(ByteBuffer m, int at) {
        for (int end = 0; end < SIZE; end++) {
            if (m.get(at + end) == 0) {
                byte[] text = new byte[end];
                m.get(at, text);
                return new String(text, StandardCharsets.ISO_8859_1);
            }
        }
        return null;
    }
}
