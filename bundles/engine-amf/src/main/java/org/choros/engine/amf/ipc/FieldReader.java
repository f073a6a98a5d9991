package org.choros.engine.amf.ipc;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads what {@link FieldWriter} has written; throws {@link Malformed} for anything else. */
final class FieldReader {
    private static final int BYTE = 0xFF;
    private static final int SHORT = 0xFFFF;

    private final ByteBuffer m;

    /** What is read is not what it should be. */
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Malformed() {
            super("malformed", null, false, false);
        }
    }

    private FieldReader(ByteBuffer m) {
        this.m = m;
    }

    /** All of the bytes read in one way; null when they are not wholly that. */
    static <T> T read(ByteBuffer bytes, Function<FieldReader, T> all) {
        FieldReader r = new FieldReader(bytes.slice().order(ByteOrder.LITTLE_ENDIAN));
        try {
            T read = all.apply(r);
            return r.m.hasRemaining() ? null : read;
        } catch (BufferUnderflowException | Malformed e) {
            return null;
        }
    }

    /** A number of 0 to below a limit. */
    int u8(int limit) {
        int value = m.get() & BYTE;
        if (value >= limit) {
            throw new Malformed();
        }
        return value;
    }

    boolean flag() {
        return u8(2) != 0;
    }

    int u32() {
        return m.getInt();
    }

    long u64() {
        return m.getLong();
    }

    String text() {
        int length = m.getShort() & SHORT;
        if (length > m.remaining()) {
            throw new Malformed();
        }
        ByteBuffer part = m.slice(m.position(), length);
        m.position(m.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(part).toString();
        } catch (CharacterCodingException e) {
            throw new Malformed();
        }
    }

    /**
     * A list.
     *
     * @param least how many bytes one takes at least: more than there is room for are not there
     */
    <T> List<T> list(int least, Function<FieldReader, T> each) {
        int n = m.getInt();
        if (n < 0 || n > m.remaining() / least) {
            throw new Malformed();
        }
        List<T> items = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            items.add(each.apply(this));
        }
        return List.copyOf(items);
    }
}
