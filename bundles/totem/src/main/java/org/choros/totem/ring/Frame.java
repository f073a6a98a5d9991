package org.choros.totem.ring;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of one ordered message, exactly as sent or received; its limit is its length, its order its sender's. */
final class Frame {
    final ByteBuffer bytes;

    Frame(int capacity) {
        bytes = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    int length() {
        return bytes.limit();
    }

    Frame copy(ByteBuffer from, int offset, int length) {
        bytes.clear().order(from.order());
        bytes.put(0, from, offset, length);
        bytes.limit(length);
        return this;
    }
}
