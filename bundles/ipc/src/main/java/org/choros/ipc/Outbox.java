package org.choros.ipc;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Messages that the client has no room for yet, in order, bounded by number and bytes. */
final class Outbox {
    private final ArrayDeque<ByteBuffer> messages = new ArrayDeque<>();
    private final int maxMessages;
    private final long maxBytes;
    private long bytes;

    Outbox(int maxMessages, long maxBytes) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    /** Keeps a copy; false when the bound is reached. */
    boolean add(ByteBuffer message) {
        if (messages.size() >= maxMessages || bytes + message.remaining() > maxBytes) {
            return false;
        }
        ByteBuffer copy = ByteBuffer.allocate(message.remaining());
        copy.put(0, message, message.position(), message.remaining());
        messages.add(copy);
        bytes += copy.capacity();
        return true;
    }

    ByteBuffer first() {
        return messages.peek();
    }

    void removeFirst() {
        bytes -= messages.remove().capacity();
    }

    void clear() {
        messages.clear();
        bytes = 0;
    }

    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    int size() {
        return messages.size();
    }
}
