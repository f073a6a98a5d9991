package org.choros.ipc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

import org.choros.posix.ForeignFile;
import org.choros.posix.ForeignWords;
import org.choros.posix.NativeBuffer;
import org.choros.posix.SharedFile;
import org.choros.wire.qb.QbNames;
import org.choros.wire.qb.RingLayout;
import org.choros.wire.qb.RingMemory;

/**
 * The server's end of one ring: header file and data file. They belong to the client, who may cut them or write
 * anything into them: they are read and written by calls, never through a mapping, and nothing that stands in them is
 * believed except the client's own index after a check. The semaphore is changed by the kernel.
 */
final class RingFile implements AutoCloseable {
    /** Bytes that are read at least: a short message with its header. */
    private static final int BLOCK_LEAST = 512;
    /** As many as one call of the kernel adds to a semaphore. */
    private static final int POSTS_MAX = 2047;

    private final ForeignFile header;
    private final ForeignFile data;
    private final ForeignWords semaphore;
    private final int words;
    private boolean damaged;
    /** Where the next chunk goes, and how many before it the reader has not been shown. */
    private int write;
    private int unpublished;
    /** The other side's read index, as it was when we looked at it last. */
    private int readerAt;
    /** Where the next message begins, and what of the scratch's block has it and more of the ring behind it. */
    private int read;
    private int blockAt;
    private int blockEnd;
    private int lastChunk = BLOCK_LEAST;
    /** How many messages were taken since {@link #consume}, and where their headers lie, in ring and block. */
    private int taken;
    private int takenFrom;
    private int takenAt;
    private int takenEnd;

    RingFile(ForeignFile header, ForeignFile data, ForeignWords semaphore, int words) {
        this.header = header;
        this.data = data;
        this.semaphore = semaphore;
        this.words = words;
    }

    /** Creates both files; a failure leaves the files made so far in the folder. */
    static RingFile create(String base, int dataLength, int uid, int gid) throws IOException {
        String headerPath = base + QbNames.HEADER;
        String dataPath = base + QbNames.DATA;
        int length = RingLayout.HEADER_LENGTH_USER;
        NativeBuffer fresh = NativeBuffer.allocate(length);
        RingMemory.initialise(fresh.buffer().order(ByteOrder.LITTLE_ENDIAN), dataLength / 4, headerPath, dataPath);
        SharedFile header = SharedFile.create(Path.of(headerPath), length, uid, gid);
        SharedFile data = null;
        try {
            data = SharedFile.create(Path.of(dataPath), dataLength, uid, gid);
            check(header.write(fresh, 0, length, 0) == length, header);
            fresh.buffer().putInt(0, 5);
            check(data.write(fresh, 0, Integer.BYTES, 0) == Integer.BYTES, data);
            return new RingFile(header, data, header.words(length), dataLength / 4);
        } catch (IOException e) {
            header.close();
            if (data != null) {
                data.close();
            }
            throw e;
        }
    }

    private static void check(boolean whole, SharedFile file) throws IOException {
        if (!whole) {
            throw new IOException("pwrite(" + file + "): no space");
        }
    }

    /** Writes one message, position to limit, and shows it to the reader. */
    Channel.Sent write(ByteBuffer message, Scratch scratch) {
        Channel.Sent sent = room(message.remaining(), scratch);
        if (sent != Channel.Sent.DONE) {
            return sent;
        }
        return put(message, scratch) && publish(scratch) ? Channel.Sent.DONE : Channel.Sent.BROKEN;
    }

    /** Writes one message, position to limit, which the reader sees after {@link #publish}; many small ones at once. */
    Channel.Sent append(ByteBuffer message, Scratch scratch) {
        Channel.Sent sent = room(message.remaining(), scratch);
        if (sent != Channel.Sent.DONE) {
            return sent;
        }
        if (!scratch.stage().add(this, write, message)) {
            return put(message, scratch) ? Channel.Sent.DONE : Channel.Sent.BROKEN;
        }
        advance(message.remaining());
        return Channel.Sent.DONE;
    }

    private Channel.Sent room(int length, Scratch scratch) {
        if (!RingLayout.fits(4L * words, length) || length > scratch.out().capacity() - Scratch.MESSAGE) {
            return Channel.Sent.TOO_LONG;
        }
        if (!fits(length)) {
            if (header.read(scratch.words(), 0, Integer.BYTES, RingLayout.READ_INDEX) != Integer.BYTES) {
                return Channel.Sent.BROKEN;
            }
            int seen = scratch.words().buffer().getInt(0);
            if (!RingLayout.valid(words, seen)) {
                return Channel.Sent.BROKEN;
            }
            readerAt = seen;
        }
        return fits(length) ? Channel.Sent.DONE : Channel.Sent.LATER;
    }

    /** The margin keeps a full ring from looking like an empty one: equal indices mean empty. */
    private boolean fits(int length) {
        return RingLayout.fits(RingLayout.freeBytes(words, write, readerAt, 0), length);
    }

    private boolean put(ByteBuffer message, Scratch scratch) {
        int length = message.remaining();
        NativeBuffer out = scratch.out();
        scratch.stage(message);
        // nobody looks at the chunk before the semaphore is posted, so it is written whole, magic included
        out.buffer().putInt(0, length).putInt(4, RingLayout.COMMITTED);
        boolean whole = put(out, RingLayout.CHUNK_HEADER + length, write);
        advance(length);
        return whole;
    }

    private void advance(int length) {
        write = RingLayout.next(words, write, length);
        unpublished++;
    }

    /** Writes bytes at an index, over the end of the ring if need be. */
    boolean put(NativeBuffer from, int length, int at) {
        int first = Math.min(length, (words - at) * 4);
        boolean whole = data.write(from, 0, first, at * 4L) == first
                && (first == length || data.write(from, first, length - first, 0) == length - first);
        damaged |= !whole;
        return whole;
    }

    /** Shows the reader what was written; false when the ring is damaged. */
    boolean publish(Scratch scratch) {
        if (unpublished == 0) {
            return !damaged;
        }
        scratch.stage().flush(this);
        scratch.words().buffer().putInt(0, write);
        damaged |= header.write(scratch.words(), 0, Integer.BYTES, RingLayout.WRITE_INDEX) != Integer.BYTES;
        while (unpublished > 0 && !damaged) {
            int count = Math.min(unpublished, POSTS_MAX);
            damaged = semaphore.addAndWake(RingLayout.SEMAPHORE, count) < 0;
            unpublished -= count;
        }
        return !damaged;
    }

    /**
     * Takes one message into the scratch's view: its length, {@link Channel#NOTHING} or {@link Channel#BROKEN}. Its
     * room belongs to the writer again after {@link #consume}.
     *
     * @param announced how many are known to be there, this one too: so many are read at once if they are short
     */
    int read(Scratch scratch, int announced) {
        NativeBuffer block = scratch.block();
        if (blockEnd - blockAt < RingLayout.CHUNK_HEADER && !load(scratch, announced)) {
            return Channel.BROKEN;
        }
        int length = block.buffer().getInt(blockAt);
        if (block.buffer().getInt(blockAt + 4) != RingLayout.COMMITTED) {
            return Channel.NOTHING;
        }
        NativeBuffer in = scratch.in();
        if (!RingLayout.validLength(words, length) || Scratch.MESSAGE + (long) length > in.capacity()) {
            return Channel.BROKEN;
        }
        int have = Math.min(length, blockEnd - blockAt - RingLayout.CHUNK_HEADER);
        in.buffer().put(Scratch.MESSAGE, block.buffer(), blockAt + RingLayout.CHUNK_HEADER, have);
        int at = (int) ((read + (RingLayout.CHUNK_HEADER + (long) have) / 4) % words);
        if (have < length && !get(in, Scratch.MESSAGE + have, at, length - have)) {
            return Channel.BROKEN;
        }
        took(block, length);
        // who sends long messages needs the room
        return have == length || consume(scratch) ? length : Channel.BROKEN;
    }

    /** Reads on: as many as are announced, if they are like the last one, or the begin of a long one. */
    private boolean load(Scratch scratch, int announced) {
        if (!consume(scratch)) {
            return false;
        }
        NativeBuffer block = scratch.block();
        int most = (int) Math.min(block.capacity(), 4L * words);
        int wanted = Math.min(most, BLOCK_LEAST);
        if (lastChunk <= block.capacity() / 4) {
            wanted = (int) Math.min(most, Math.max(wanted, (long) announced * lastChunk));
        }
        blockAt = 0;
        blockEnd = wanted;
        return get(block, 0, read, wanted);
    }

    private boolean get(NativeBuffer in, int offset, int at, int length) {
        int first = Math.min(length, (words - at) * 4);
        return data.read(in, offset, first, at * 4L) == first
                && (first == length || data.read(in, offset + first, length - first, 0) == length - first);
    }

    private void took(NativeBuffer block, int length) {
        if (taken == 0) {
            takenFrom = read;
            takenAt = blockAt;
        }
        taken++;
        block.buffer().putInt(blockAt, 0).putInt(blockAt + 4, RingLayout.DEAD);
        takenEnd = blockAt + RingLayout.CHUNK_HEADER;
        int next = RingLayout.next(words, read, length);
        lastChunk = RingLayout.CHUNK_HEADER + (length + 3 & ~3);
        blockAt = Math.min(blockEnd, blockAt + lastChunk);
        read = next;
    }

    /** Gives the room of what was read back to the writer; false when the ring is damaged. */
    boolean consume(Scratch scratch) {
        if (taken == 0) {
            blockEnd = blockAt;
            return true;
        }
        // the headers are dead now; what lies between them goes back as it was, that is one call for all
        NativeBuffer block = scratch.block();
        int length = takenEnd - takenAt;
        int first = Math.min(length, (words - takenFrom) * 4);
        boolean cleared = semaphore.addAndWake(RingLayout.SEMAPHORE, -taken) >= 0
                && data.write(block, takenAt, first, takenFrom * 4L) == first && (first == length
                        || data.write(block, takenAt + first, length - first, 0) == length - first);
        taken = 0;
        blockEnd = blockAt;
        scratch.words().buffer().putInt(0, read);
        // last, so that a fast writer cannot reuse a chunk's header before it is cleared
        return cleared && header.write(scratch.words(), 0, Integer.BYTES, RingLayout.READ_INDEX) == Integer.BYTES;
    }

    boolean flowControl(int level, Scratch scratch) {
        scratch.words().buffer().putInt(0, level);
        return header.write(scratch.words(), 0, Integer.BYTES, RingLayout.FLOW_CONTROL) == Integer.BYTES;
    }

    /** Tells the client that we are gone. */
    void release(Scratch scratch) {
        scratch.words().buffer().putInt(0, 0);
        header.write(scratch.words(), 0, Integer.BYTES, RingLayout.REF_COUNT);
    }

    @Override
    public void close() {
        semaphore.close();
        header.close();
        data.close();
    }
}
