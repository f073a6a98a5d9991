package org.choros.local;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Events on their way from the ring thread to the one thread that takes them, each with its length before it, in chunks
 * that are used again: in the steady state nothing is allocated. Neither side ever waits for the other. At most
 * {@value #EVENTS_MAX} events or {@value #BYTES_MAX} bytes wait.
 */
final class EventQueue {
    static final int EVENTS_MAX = 65_536;
    static final int BYTES_MAX = 32 << 20;
    private static final int CHUNK = 1 << 16;
    private static final VarHandle WRITTEN;
    private static final VarHandle TAKEN_EVENTS;
    private static final VarHandle TAKEN_BYTES;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WRITTEN = lookup.findVarHandle(Chunk.class, "written", int.class);
            TAKEN_EVENTS = lookup.findVarHandle(EventQueue.class, "takenEvents", long.class);
            TAKEN_BYTES = lookup.findVarHandle(EventQueue.class, "takenBytes", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final class Chunk {
        private final byte[] bytes;
        // one for each side, as a buffer has a limit
        private final ByteBuffer out;
        private final ByteBuffer in;
        private int written;
        private volatile Chunk next;

        Chunk(int size) {
            bytes = new byte[size];
            out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    // --- the ring thread's
    private Chunk last = new Chunk(CHUNK);
    private int at;
    private long offeredEvents;
    private long offeredBytes;

    // --- the taker's
    private Chunk first = last;
    private int from;
    private int inUse;
    private long takenEvents;
    private long takenBytes;

    /** A chunk that was emptied. */
    private final AtomicReference<Chunk> spare = new AtomicReference<>();

    /**
     * For the ring thread.
     *
     * @param event position to limit; copied
     * @return false when the queue is full
     */
    boolean offer(ByteBuffer event) {
        int length = event.remaining();
        if (size() >= EVENTS_MAX || offeredBytes + length - (long) TAKEN_BYTES.getAcquire(this) > BYTES_MAX) {
            return false;
        }
        int needed = Integer.BYTES + length;
        if (last.bytes.length - at < needed) {
            Chunk added = needed > CHUNK ? new Chunk(needed) : emptyChunk();
            last.next = added;
            last = added;
            at = 0;
        }
        last.out.putInt(at, length);
        event.get(event.position(), last.bytes, at + Integer.BYTES, length);
        at += needed;
        offeredEvents++;
        offeredBytes += length;
        // not only a release: whoever looks for a sleeping taker after this must not have looked before
        WRITTEN.setVolatile(last, at);
        return true;
    }

    private Chunk emptyChunk() {
        Chunk used = spare.getAndSet(null);
        return used == null ? new Chunk(CHUNK) : used;
    }

    /** For the ring thread: how many events are not taken yet, the one at work included. */
    long size() {
        return offeredEvents - (long) TAKEN_EVENTS.getAcquire(this);
    }

    /** For the ring thread: how many events there were in all. */
    long offered() {
        return offeredEvents;
    }

    /**
     * For the taker.
     *
     * @return the next event, valid until the next call; null when there is none
     */
    ByteBuffer poll() {
        if (inUse > 0) {
            TAKEN_EVENTS.setRelease(this, takenEvents + 1);
            TAKEN_BYTES.setRelease(this, takenBytes + inUse - Integer.BYTES);
            inUse = 0;
        }
        if (!advance()) {
            return null;
        }
        int length = first.in.clear().getInt(from);
        ByteBuffer event = first.in.limit(from + Integer.BYTES + length).position(from + Integer.BYTES);
        inUse = Integer.BYTES + length;
        from += inUse;
        return event;
    }

    /** Goes on to the next chunk when this one is done with; whether there is anything. */
    private boolean advance() {
        if (from < (int) WRITTEN.getAcquire(first)) {
            return true;
        }
        Chunk next = first.next;
        if (next == null) {
            return false;
        }
        // it was written to its end before the next one was linked
        if (from < (int) WRITTEN.getAcquire(first)) {
            return true;
        }
        Chunk done = first;
        first = next;
        from = 0;
        if (done.bytes.length == CHUNK) {
            done.written = 0;
            done.next = null;
            spare.set(done);
        }
        return (int) WRITTEN.getAcquire(first) > 0;
    }
}
