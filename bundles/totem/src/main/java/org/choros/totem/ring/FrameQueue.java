package org.choros.totem.ring;

import java.util.ArrayDeque;

/** Frames that wait for the token, first in first out. Bounded: a full queue refuses. */
final class FrameQueue {
    private final ArrayDeque<Frame> frames = new ArrayDeque<>();
    private final int capacity;

    FrameQueue(int capacity) {
        this.capacity = capacity;
    }

    boolean offer(Frame frame) {
        if (isFull()) {
            return false;
        }
        frames.addLast(frame);
        return true;
    }

    /** Puts back what has been polled, or what was made of it: this is not refused. */
    void putBack(Frame frame) {
        frames.addFirst(frame);
    }

    Frame poll() {
        return frames.pollFirst();
    }

    Frame peek() {
        return frames.peekFirst();
    }

    int size() {
        return frames.size();
    }

    boolean isFull() {
        return frames.size() >= capacity;
    }

    int free() {
        return capacity - frames.size();
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    void clear(FramePool pool) {
        for (Frame f = poll(); f != null; f = poll()) {
            pool.give(f);
        }
    }
}
