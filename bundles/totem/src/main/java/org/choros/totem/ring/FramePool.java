package org.choros.totem.ring;

/**
 * Frames that wait to be used again, so that the steady state allocates none. Keeps a bounded number; what comes back
 * beyond it, or is of an odd size, is left to the garbage collector.
 */
final class FramePool {
    private static final int KEPT_MAX = 4096;

    private final int capacity;
    private Frame[] free = new Frame[64];
    private int count;

    FramePool(int capacity) {
        this.capacity = capacity;
    }

    Frame take(int length) {
        if (length > capacity) {
            return new Frame(length);
        }
        if (count == 0) {
            return new Frame(capacity);
        }
        Frame frame = free[--count];
        free[count] = null;
        return frame;
    }

    void give(Frame frame) {
        if (count == KEPT_MAX || frame.bytes.capacity() != capacity) {
            return;
        }
        if (count == free.length) {
            free = java.util.Arrays.copyOf(free, count * 2);
        }
        free[count++] = frame;
    }
}
