package org.choros.wire.qb;

import java.nio.ByteBuffer;

/** The writing end of a mapped ring; one thread. Keeps its own index and trusts only the reader's. */
public final class RingWriter {
    /** What became of a message. */
    public enum Outcome {
        /** It is in the ring. */
        WRITTEN,
        /** It is in the ring, and the reader sleeps on the semaphore: wake it. */
        WRITTEN_WAKE,
        /** There is no room now. */
        FULL,
        /** The reader's index is nonsense. */
        BROKEN
    }

    private final RingMemory memory;
    private int write;

    /**
     * @param memory the ring
     */
    public RingWriter(RingMemory memory) {
        this.memory = memory;
        this.write = memory.header(RingLayout.WRITE_INDEX);
        if (!RingLayout.valid(memory.words(), write)) {
            throw new IllegalArgumentException("write index " + write + " of " + memory.words());
        }
    }

    /**
     * Writes one message.
     *
     * @param message position to limit; not changed
     * @return what became of it
     */
    public Outcome write(ByteBuffer message) {
        int words = memory.words();
        int length = message.remaining();
        int read = memory.header(RingLayout.READ_INDEX);
        if (!RingLayout.valid(words, read)) {
            return Outcome.BROKEN;
        }
        if (!RingLayout.fits(RingLayout.freeBytes(words, write, read, memory.chunks()), length)) {
            return Outcome.FULL;
        }
        ByteBuffer data = memory.data();
        int magic = (write + 1) % words * 4;
        data.putInt(write * 4, 0);
        RingMemory.INT.setOpaque(data, magic, RingLayout.ALLOCATED);
        int start = (write + 2) % words * 4;
        int first = Math.min(length, words * 4 - start);
        data.put(start, message, message.position(), first);
        data.put(0, message, message.position() + first, length - first);
        data.putInt(write * 4, length);
        write = RingLayout.next(words, write, length);
        memory.header(RingLayout.WRITE_INDEX, write);
        RingMemory.INT.setRelease(data, magic, RingLayout.COMMITTED);
        return memory.post() ? Outcome.WRITTEN_WAKE : Outcome.WRITTEN;
    }
}
