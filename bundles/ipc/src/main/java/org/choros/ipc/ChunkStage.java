package org.choros.ipc;

import java.nio.ByteBuffer;

import org.choros.posix.NativeBuffer;
import org.choros.wire.qb.RingLayout;

/**
 * Collects short chunks that follow each other in one ring, so that a single call writes them. One ring at a time: a
 * chunk of another one writes what is here first. Ring thread only.
 */
final class ChunkStage {
    private static final int CAPACITY = 64 * 1024;

    private final NativeBuffer memory = NativeBuffer.allocate(CAPACITY);
    private RingFile owner;
    private int start;
    private int used;

    /**
     * Takes a chunk.
     *
     * @param ring where it goes
     * @param at its index there
     * @param message its payload, position to limit
     * @return false when it is too long: nothing of that ring waits here then
     */
    boolean add(RingFile ring, int at, ByteBuffer message) {
        int length = message.remaining();
        int whole = RingLayout.CHUNK_HEADER + (length + 3 & ~3);
        if (owner != ring || whole > CAPACITY - used) {
            flush(owner);
        }
        if (whole > CAPACITY) {
            return false;
        }
        if (owner == null) {
            owner = ring;
            start = at;
        }
        ByteBuffer to = memory.buffer();
        // the end of the last word first: nothing of another client's is to be there
        to.putInt(used + whole - Integer.BYTES, 0);
        to.putInt(used, length).putInt(used + 4, RingLayout.COMMITTED);
        to.put(used + RingLayout.CHUNK_HEADER, message, message.position(), length);
        used += whole;
        return true;
    }

    /** Writes what waits here for a ring; the ring remembers a failure. */
    void flush(RingFile ring) {
        if (ring != null && owner == ring) {
            ring.put(memory, used, start);
            owner = null;
            used = 0;
        }
    }
}
