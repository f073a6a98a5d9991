package org.choros.client;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.posix.Futex;
import org.choros.posix.NativeBuffer;

/**
 * One ring of libqb in shared memory: chunks from one writer to one reader, a header with two indexes and a semaphore
 * of the C library. What the other side writes is checked before it is used.
 */
final class ShmRing {
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class,
            ByteOrder.LITTLE_ENDIAN);
    private static final int WRITE_POINT = 0;
    private static final int READ_POINT = 4;
    private static final int WORD_SIZE = 8;
    private static final int DATA_PATH = 4108;
    private static final int PATH_MAX = 4096;
    private static final int REFERENCES = 8204;
    private static final int SEMAPHORE = 8208;
    private static final int USER_DATA = 8240;
    private static final int HEADER_SIZE = 8248;
    private static final int HEADER_MARGIN = 12;
    private static final int COMMITTED = 0xA1A1A1A1;
    private static final int ALLOCATED = 0xA110CED0;
    private static final int DEAD = 0xD0D0D0D0;
    private static final long WAITER = 1L << 32;
    private static final long SPIN_NS = 20_000;

    private final Path headerFile;
    private final Path dataFile;
    private final NativeBuffer memory;
    private final ByteBuffer header;
    private final ByteBuffer data;
    private final int words;

    private ShmRing(Path headerFile, Path dataFile, ByteBuffer header, ByteBuffer data, int words) {
        this.headerFile = headerFile;
        this.dataFile = dataFile;
        this.memory = NativeBuffer.of(header);
        this.header = header.order(ByteOrder.LITTLE_ENDIAN);
        this.data = data.order(ByteOrder.LITTLE_ENDIAN);
        this.words = words;
    }

    /** Opens a ring that the server has made, and counts us in. */
    static ShmRing open(String base) throws IOException, ChorosException {
        Path path = Path.of(base.startsWith("/") ? base : "/dev/shm/" + base);
        Path headerFile = path.resolveSibling(path.getFileName() + "-header");
        ByteBuffer header = map(headerFile, HEADER_SIZE);
        header.order(ByteOrder.LITTLE_ENDIAN);
        int words = header.getInt(WORD_SIZE);
        byte[] name = new byte[PATH_MAX];
        header.get(DATA_PATH, name);
        int length = 0;
        while (length < PATH_MAX && name[length] != 0) {
            length++;
        }
        if (words <= 0 || words > Integer.MAX_VALUE / 4 || length == 0) {
            throw broken();
        }
        Path dataFile = Path.of(new String(name, 0, length, StandardCharsets.UTF_8));
        ShmRing ring = new ShmRing(headerFile, dataFile, header, map(dataFile, 4L * words), words);
        int before = (int) INT.getAndAdd(ring.header, REFERENCES, 1);
        if (before < 1) {
            throw broken();
        }
        return ring;
    }

    private static ByteBuffer map(Path file, long size) throws IOException, ChorosException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() < size) {
                throw broken();
            }
            return channel.map(MapMode.READ_WRITE, 0, size);
        }
    }

    private static ChorosException broken() {
        return new ChorosException(CsError.LIBRARY, "the shared memory makes no sense");
    }

    /** Whether both sides hold this ring. */
    boolean shared() {
        return (int) INT.getVolatile(header, REFERENCES) == 2;
    }

    /** The server's word in the header of the request ring: above 0, requests are not welcome. */
    int flowControl() {
        return (int) INT.getVolatile(header, USER_DATA);
    }

    /** Writes a chunk; false when there is no room for it. */
    boolean write(ByteBuffer message) throws ChorosException {
        int length = message.remaining();
        int at = index(WRITE_POINT);
        int reader = index(READ_POINT);
        if (free(at, reader) < (long) length + HEADER_MARGIN) {
            return false;
        }
        int magicAt = 4 * next(at, 1);
        data.putInt(4 * at, 0);
        INT.setRelease(data, magicAt, ALLOCATED);
        int from = 4 * next(at, 2);
        int first = Math.min(length, 4 * words - from);
        data.put(from, message, message.position(), first);
        data.put(0, message, message.position() + first, length - first);
        data.putInt(4 * at, length);
        INT.setRelease(header, WRITE_POINT, next(at, 2 + (length + 3) / 4));
        INT.setRelease(data, magicAt, COMMITTED);
        LONG.getAndAdd(header, SEMAPHORE, 1L);
        return true;
    }

    private long free(int writer, int reader) {
        if (writer == reader) {
            return (int) INT.getVolatile(header, SEMAPHORE) == 0 ? 4L * words : 0;
        }
        int gap = reader - writer;
        return 4L * ((gap < 0 ? gap + words : gap) - 1);
    }

    /** Takes the next chunk, or null when there is none. */
    ByteBuffer read() throws ChorosException {
        return take(0) ? chunk() : null;
    }

    /** Waits for the next chunk; null when none came in time. */
    ByteBuffer read(long timeoutNs) throws ChorosException {
        if (take(0) || spin(Math.min(timeoutNs, SPIN_NS)) || sleep(timeoutNs)) {
            return chunk();
        }
        return null;
    }

    private ByteBuffer chunk() throws ChorosException {
        int at = index(READ_POINT);
        int magicAt = 4 * next(at, 1);
        int length = data.getInt(4 * at);
        if ((int) INT.getAcquire(data, magicAt) != COMMITTED || length < 0 || length > 4L * words - HEADER_MARGIN) {
            throw broken();
        }
        length = data.getInt(4 * at);
        if (length < 0 || length > 4L * words - HEADER_MARGIN) {
            throw broken();
        }
        ByteBuffer message = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        int from = 4 * next(at, 2);
        int first = Math.min(length, 4 * words - from);
        message.put(0, data, from, first);
        message.put(first, data, 0, length - first);
        data.putInt(4 * at, 0);
        INT.setRelease(data, magicAt, DEAD);
        INT.setRelease(header, READ_POINT, next(at, 2 + (length + 3) / 4));
        return message;
    }

    private boolean take(long waiter) {
        while (true) {
            long value = (long) LONG.getVolatile(header, SEMAPHORE);
            if ((int) value == 0) {
                return false;
            }
            if (LONG.compareAndSet(header, SEMAPHORE, value, value - 1 - waiter)) {
                return true;
            }
        }
    }

    private boolean spin(long timeoutNs) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < timeoutNs) {
            if (take(0)) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    // the C library's protocol: whoever waits says so in the upper half, so that a post wakes it
    private boolean sleep(long timeoutNs) {
        long start = System.nanoTime();
        LONG.getAndAdd(header, SEMAPHORE, WAITER);
        while (true) {
            if (take(WAITER)) {
                return true;
            }
            long left = timeoutNs - (System.nanoTime() - start);
            if (left <= 0) {
                LONG.getAndAdd(header, SEMAPHORE, -WAITER);
                return false;
            }
            Futex.await(memory, SEMAPHORE, 0, left);
        }
    }

    private int index(int offset) throws ChorosException {
        int index = (int) INT.getVolatile(header, offset);
        if (index < 0 || index >= words) {
            throw broken();
        }
        return index;
    }

    private int next(int index, int step) {
        return (int) (((long) index + step) % words);
    }

    /** Lets go of the ring, and of its files when the server cannot remove them any more. */
    void close(boolean serverDead) {
        try {
            INT.setVolatile(header, REFERENCES, 0);
        } catch (InternalError e) {
            // the file below was cut: there is nobody to tell
            return;
        }
        if (serverDead) {
            delete(dataFile);
            delete(headerFile);
        }
    }

    static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // another client or a new server was faster, or it is not ours: either way nothing is left to do
            return;
        }
    }

    Path folder() {
        return headerFile.getParent();
    }
}
