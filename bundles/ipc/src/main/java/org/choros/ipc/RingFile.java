package org.choros.ipc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

import org.choros.posix.NativeBuffer;
import org.choros.posix.SharedFile;
import org.choros.posix.SharedWords;
import org.choros.wire.qb.QbNames;
import org.choros.wire.qb.RingLayout;
import org.choros.wire.qb.RingMemory;

/**
 * The server's end of one ring: header file and data file. They belong to the client, who may cut them or write
 * anything into them: they are read and written by calls, never through a mapping, and nothing that stands in them is
 * believed except the client's own index after a check. The semaphore is changed by the kernel.
 */
final class RingFile implements AutoCloseable {
    private final SharedFile header;
    private final SharedFile data;
    private final SharedWords semaphore;
    private final int words;
    private int write;
    private int read;

    private RingFile(SharedFile header, SharedFile data, SharedWords semaphore, int words) {
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

    /** Writes one message, position to limit. */
    Channel.Sent write(ByteBuffer message, Scratch scratch) {
        int length = message.remaining();
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
            read = seen;
            if (!fits(length)) {
                return Channel.Sent.LATER;
            }
        }
        NativeBuffer out = scratch.out();
        scratch.stage(message);
        // nobody looks at the chunk before the semaphore is posted, so it is written whole, magic included
        out.buffer().putInt(0, length).putInt(4, RingLayout.COMMITTED);
        if (!put(out, RingLayout.CHUNK_HEADER + length)) {
            return Channel.Sent.BROKEN;
        }
        write = RingLayout.next(words, write, length);
        scratch.words().buffer().putInt(0, write);
        boolean done = header.write(scratch.words(), 0, Integer.BYTES, RingLayout.WRITE_INDEX) == Integer.BYTES
                && semaphore.addAndWake(RingLayout.SEMAPHORE, 1) >= 0;
        return done ? Channel.Sent.DONE : Channel.Sent.BROKEN;
    }

    /** The margin keeps a full ring from looking like an empty one: equal indices mean empty. */
    private boolean fits(int length) {
        return RingLayout.fits(RingLayout.freeBytes(words, write, read, 0), length);
    }

    private boolean put(NativeBuffer out, int length) {
        int first = Math.min(length, (words - write) * 4);
        return data.write(out, 0, first, write * 4L) == first
                && (first == length || data.write(out, first, length - first, 0) == length - first);
    }

    /** Takes one message into the scratch's view: its length, {@link Channel#NOTHING} or {@link Channel#BROKEN}. */
    int read(Scratch scratch) {
        NativeBuffer in = scratch.in();
        int most = (int) Math.min(Math.min(in.capacity(), 4L * words), 512);
        if (!get(in, 0, read, most)) {
            return Channel.BROKEN;
        }
        int length = in.buffer().getInt(0);
        if (in.buffer().getInt(4) != RingLayout.COMMITTED) {
            return Channel.NOTHING;
        }
        int whole = RingLayout.CHUNK_HEADER + length;
        if (!RingLayout.validLength(words, length) || whole > in.capacity()) {
            return Channel.BROKEN;
        }
        if (whole > most && !get(in, most, (read + most / 4) % words, whole - most)) {
            return Channel.BROKEN;
        }
        return consume(length, scratch) ? length : Channel.BROKEN;
    }

    private boolean get(NativeBuffer in, int offset, int at, int length) {
        int first = Math.min(length, (words - at) * 4);
        return data.read(in, offset, first, at * 4L) == first
                && (first == length || data.read(in, offset + first, length - first, 0) == length - first);
    }

    private boolean consume(int length, Scratch scratch) {
        NativeBuffer word = scratch.words();
        int first = Math.min(RingLayout.CHUNK_HEADER, (words - read) * 4);
        word.buffer().putInt(0, 0).putInt(4, RingLayout.DEAD);
        boolean cleared = semaphore.addAndWake(RingLayout.SEMAPHORE, -1) >= 0
                && data.write(word, 0, first, read * 4L) == first && (first == RingLayout.CHUNK_HEADER
                        || data.write(word, first, RingLayout.CHUNK_HEADER - first, 0) > 0);
        read = RingLayout.next(words, read, length);
        word.buffer().putInt(0, read);
        // last, so that a fast writer cannot reuse the chunk's header before it is cleared
        return cleared && header.write(word, 0, Integer.BYTES, RingLayout.READ_INDEX) == Integer.BYTES;
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
