package org.choros.ipc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.choros.itests.fuzz.OracleException;
import org.choros.posix.Errno;
import org.choros.posix.ForeignFile;
import org.choros.posix.ForeignWords;
import org.choros.posix.NativeBuffer;

/** A file in shared memory, with the server at one end and a client at the other who may do anything to it. */
final class MemoryFile {
    private static final int PAGE = 4096;
    private static final byte[] ZEROS = new byte[1 << 16];

    private final ByteBuffer bytes;
    private int size;
    private boolean full;

    /**
     * @param bytes as many as the file ever has, all zero
     */
    MemoryFile(ByteBuffer bytes) {
        this.bytes = bytes.clear().order(ByteOrder.LITTLE_ENDIAN);
        this.size = bytes.capacity();
    }

    /** The client's mapping. */
    ByteBuffer bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    /** Cuts or lengthens it, up to its first size; what was cut is zero afterwards. */
    void size(int wanted) {
        int now = Math.max(0, Math.min(wanted, bytes.capacity()));
        clear(bytes, now, size);
        size = now;
    }

    /** Makes zeros of the bytes between two positions; in few steps, because the fuzzer counts each of them. */
    static void clear(ByteBuffer bytes, int from, int to) {
        for (int at = from; at < to; at += ZEROS.length) {
            bytes.put(at, ZEROS, 0, Math.min(ZEROS.length, to - at));
        }
    }

    /** Whether nothing can be written any more. */
    void full(boolean on) {
        full = on;
    }

    /** The server's descriptor. */
    ForeignFile open(Runnable closed) {
        return new Open(closed);
    }

    /** The server's mapping for the kernel's atomic operations. */
    ForeignWords words(Runnable closed) {
        return new Words(closed);
    }

    private final class Open implements ForeignFile {
        private final Runnable closed;
        private boolean open = true;

        Open(Runnable closed) {
            this.closed = closed;
        }

        @Override
        public int read(NativeBuffer into, int offset, int length, long position) {
            check(into, offset, length, position);
            if (!open) {
                return -Errno.EBADF;
            }
            int n = (int) Math.max(0, Math.min(length, size - position));
            if (n > 0) {
                into.buffer().put(offset, bytes, (int) position, n);
            }
            return n;
        }

        @Override
        public int write(NativeBuffer from, int offset, int length, long position) {
            check(from, offset, length, position);
            if (!open) {
                return -Errno.EBADF;
            }
            if (full) {
                return -Errno.ENOSPC;
            }
            bytes.put((int) position, from.buffer(), offset, length);
            size = Math.max(size, (int) position + length);
            return length;
        }

        /** The server knows how long its files are, and its memory: it reaches beyond neither. */
        private void check(NativeBuffer memory, int offset, int length, long position) {
            OracleException.require(offset >= 0 && length >= 0 && (long) offset + length <= memory.capacity(),
                    () -> length + " bytes at " + offset + " of " + memory.capacity());
            OracleException.require(position >= 0 && position + length <= bytes.capacity(),
                    () -> length + " bytes at " + position + " of a file of " + bytes.capacity());
        }

        @Override
        public void close() {
            if (open) {
                open = false;
                closed.run();
            }
        }
    }

    private final class Words implements ForeignWords {
        private final Runnable closed;
        private boolean open = true;

        Words(Runnable closed) {
            this.closed = closed;
        }

        @Override
        public int addAndWake(int offset, int delta) {
            if (!open) {
                return -Errno.EBADF;
            }
            if (offset + Integer.BYTES > (size + PAGE - 1) / PAGE * PAGE) {
                return -Errno.EFAULT;
            }
            bytes.putInt(offset, bytes.getInt(offset) + delta);
            return 0;
        }

        @Override
        public void close() {
            if (open) {
                open = false;
                closed.run();
            }
        }
    }
}
