package org.choros.spi.engine.sync;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A state that comes in pieces, in order. Memory grows only with what has come. */
final class Assembly {
    private static final int FIRST = 1 << 16;

    private final int length;
    private byte[] bytes;
    private int filled;

    Assembly(int length) {
        this.length = length;
        bytes = new byte[Math.min(length, FIRST)];
    }

    /** Takes a piece; false when it is not the next one or too long. */
    boolean add(long offset, ByteBuffer piece) {
        int n = piece.remaining();
        if (offset != filled || n == 0 || n > length - filled) {
            return false;
        }
        if (n > bytes.length - filled) {
            long grown = Math.max(2L * bytes.length, (long) filled + n);
            bytes = Arrays.copyOf(bytes, (int) Math.min(length, grown));
        }
        piece.get(piece.position(), bytes, filled, n);
        filled += n;
        return true;
    }

    boolean isComplete() {
        return filled == length;
    }

    ByteBuffer take() {
        return ByteBuffer.wrap(bytes, 0, length).slice().order(ByteOrder.LITTLE_ENDIAN);
    }
}
