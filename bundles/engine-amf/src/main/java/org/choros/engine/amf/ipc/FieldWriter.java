package org.choros.engine.amf.ipc;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/** Writes fields one after the other, little-endian; texts are u16 length and UTF-8, lists u32 n, then n. */
final class FieldWriter {
    /** Longer texts are cut, between characters. */
    static final int TEXT_MAX = 4_096;
    private static final int FIRST = 1_024;

    private byte[] bytes = new byte[FIRST];
    private int length;

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    private FieldWriter number(long value, int size) {
        room(size);
        for (int i = 0; i < size; i++) {
            bytes[length++] = (byte) (value >>> Byte.SIZE * i);
        }
        return this;
    }

    FieldWriter u8(int value) {
        return number(value, Byte.BYTES);
    }

    FieldWriter u8(boolean value) {
        return u8(value ? 1 : 0);
    }

    FieldWriter u32(int value) {
        return number(value, Integer.BYTES);
    }

    FieldWriter u64(long value) {
        return number(value, Long.BYTES);
    }

    FieldWriter text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int n = Math.min(utf8.length, TEXT_MAX);
        while (n < utf8.length && n > 0 && (utf8[n] & 0xC0) == 0x80) {
            n--;
        }
        number(n, Short.BYTES).room(n);
        System.arraycopy(utf8, 0, bytes, length, n);
        length += n;
        return this;
    }

    /** As many bytes of a text, uncut. */
    static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    <T> FieldWriter list(List<T> items, BiConsumer<FieldWriter, T> each) {
        u32(items.size());
        items.forEach(i -> each.accept(this, i));
        return this;
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }
}
