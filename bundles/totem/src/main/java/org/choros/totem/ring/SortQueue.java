package org.choros.totem.ring;

import org.choros.wire.totem.Packets;

/**
 * The messages of one ring by sequence number, in a window that begins behind the last one released. Sequence numbers
 * wrap; what is outside the window is not stored.
 */
final class SortQueue {
    private static final int MASK = Packets.WINDOW - 1;

    private final Frame[] frames = new Frame[Packets.WINDOW];
    private final short[] misses = new short[Packets.WINDOW];
    private int released;
    private int highest;

    /** Everything up to this one has been dropped. */
    int released() {
        return released;
    }

    /** The highest present or ever present, {@link #released()} when there is none. */
    int highest() {
        return highest;
    }

    boolean inWindow(int seq) {
        return Integer.compareUnsigned(seq - released - 1, Packets.WINDOW) < 0;
    }

    Frame get(int seq) {
        return inWindow(seq) ? frames[seq & MASK] : null;
    }

    boolean has(int seq) {
        return get(seq) != null;
    }

    /** Stores a frame at a place in the window that is still empty. */
    void put(int seq, Frame frame) {
        frames[seq & MASK] = frame;
        if (seq - highest > 0) {
            highest = seq;
        }
    }

    /** Counts a visit at which it was missing; answers how many there have been. */
    int missed(int seq) {
        int count = misses[seq & MASK];
        if (count < Short.MAX_VALUE) {
            misses[seq & MASK] = (short) ++count;
        }
        return count;
    }

    /** Drops everything up to this one. */
    void release(int seq, FramePool pool) {
        if (!inWindow(seq)) {
            return;
        }
        while (released != seq) {
            released++;
            drop(released & MASK, pool);
        }
        if (highest - released < 0) {
            highest = released;
        }
    }

    /** Drops everything and begins anew behind the given one. */
    void clear(int newReleased, FramePool pool) {
        for (int seq = released + 1; seq - highest <= 0; seq++) {
            drop(seq & MASK, pool);
        }
        java.util.Arrays.fill(misses, (short) 0);
        released = newReleased;
        highest = newReleased;
    }

    /** The last of the unbroken row that begins behind the given one. */
    int contiguousFrom(int seq) {
        int last = seq;
        while (has(last + 1)) {
            last++;
        }
        return last;
    }

    private void drop(int slot, FramePool pool) {
        Frame frame = frames[slot];
        misses[slot] = 0;
        if (frame != null) {
            frames[slot] = null;
            pool.give(frame);
        }
    }
}
