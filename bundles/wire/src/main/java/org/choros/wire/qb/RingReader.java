package org.choros.wire.qb;

import java.nio.ByteBuffer;

/** The reading end of a mapped ring; one thread. */
public final class RingReader {
    /** Nothing is there. */
    public static final int EMPTY = -1;
    /** The chunk is damaged or does not fit the caller's buffer; the ring cannot be used any more. */
    public static final int BROKEN = -2;

    private final RingMemory memory;
    private int read;

    /**
     * @param memory the ring
     */
    public RingReader(RingMemory memory) {
        this.memory = memory;
        this.read = memory.header(RingLayout.READ_INDEX);
        if (!RingLayout.valid(memory.words(), read)) {
            throw new IllegalArgumentException("read index " + read + " of " + memory.words());
        }
    }

    /** @return whether a chunk waits */
    public boolean ready() {
        return memory.chunks() != 0;
    }

    /**
     * Takes one message.
     *
     * @param into where it goes, from the start; position 0 to limit are the message afterwards
     * @return its length, {@link #EMPTY} or {@link #BROKEN}
     */
    public int read(ByteBuffer into) {
        if (!memory.tryTake()) {
            return EMPTY;
        }
        int words = memory.words();
        ByteBuffer data = memory.data();
        int magic = (read + 1) % words * 4;
        if ((int) RingMemory.INT.getAcquire(data, magic) != RingLayout.COMMITTED) {
            memory.post();
            return BROKEN;
        }
        int length = data.getInt(read * 4);
        if (!RingLayout.validLength(words, length) || length > into.capacity()) {
            memory.post();
            return BROKEN;
        }
        into.clear().limit(length);
        int start = (read + 2) % words * 4;
        int first = Math.min(length, words * 4 - start);
        into.put(0, data, start, first);
        into.put(first, data, 0, length - first);
        data.putInt(read * 4, 0);
        RingMemory.INT.setRelease(data, magic, RingLayout.DEAD);
        read = RingLayout.next(words, read, length);
        // last, so that a fast writer cannot reuse the chunk's header before it is cleared
        memory.header(RingLayout.READ_INDEX, read);
        return length;
    }
}
