package org.choros.wire.qb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The two mapped files of a ring as a flyweight: header words, reference count and semaphore. For memory whose owner is
 * trusted not to cut the files: touching what is gone kills the virtual machine.
 */
public final class RingMemory {
    static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONE_WAITER = 1L << 32;

    private final ByteBuffer header;
    private final ByteBuffer data;
    private final int words;

    /**
     * @param header the mapped header file, at least {@link RingLayout#HEADER_LENGTH} bytes
     * @param data the mapped data file, whole
     */
    public RingMemory(ByteBuffer header, ByteBuffer data) {
        if (header.capacity() < RingLayout.HEADER_LENGTH || data.capacity() < 16 || (data.capacity() & 3) != 0) {
            throw new IllegalArgumentException("ring of " + header.capacity() + " and " + data.capacity() + " bytes");
        }
        this.header = header.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN);
        this.data = data.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN);
        this.words = data.capacity() / 4;
    }

    /**
     * Writes a fresh header, reference count 1, and the mark that a fresh data file carries.
     *
     * @param headerPath path of the header file
     * @param dataPath path of the data file
     */
    public void initialise(String headerPath, String dataPath) {
        initialise(header, words, headerPath, dataPath);
        data.putInt(0, 5);
    }

    /**
     * Writes a fresh header into a zeroed buffer.
     *
     * @param header at least {@link RingLayout#HEADER_LENGTH} bytes, little-endian
     * @param words words of the data file
     * @param headerPath path of the header file
     * @param dataPath path of the data file
     */
    public static void initialise(ByteBuffer header, int words, String headerPath, String dataPath) {
        header.putInt(RingLayout.WORDS, words).putInt(RingLayout.REF_COUNT, 1);
        header.putInt(RingLayout.SEMAPHORE_PRIVATE, RingLayout.PROCESS_SHARED);
        path(header, RingLayout.HEADER_PATH, headerPath);
        path(header, RingLayout.DATA_PATH, dataPath);
    }

    private static void path(ByteBuffer header, int at, String path) {
        byte[] utf8 = path.getBytes(StandardCharsets.UTF_8);
        if (utf8.length >= RingLayout.PATH_LENGTH) {
            throw new IllegalArgumentException("a path has less than " + RingLayout.PATH_LENGTH + " bytes: " + path);
        }
        header.put(at, utf8);
    }

    /**
     * @param header a header file's bytes
     * @return the path of the data file that it names
     */
    public static String dataPath(ByteBuffer header) {
        byte[] bytes = new byte[RingLayout.PATH_LENGTH];
        header.get(RingLayout.DATA_PATH, bytes);
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    /** @return words of the data file */
    public int words() {
        return words;
    }

    ByteBuffer data() {
        return data;
    }

    int header(int offset) {
        return (int) INT.getAcquire(header, offset);
    }

    void header(int offset, int value) {
        INT.setRelease(header, offset, value);
    }

    /** @return who has the ring open: 2 while both sides live */
    public int refCount() {
        return header(RingLayout.REF_COUNT);
    }

    /**
     * @param delta 1 when opening
     */
    public void addRef(int delta) {
        INT.getAndAdd(header, RingLayout.REF_COUNT, delta);
    }

    /** Tells the other side that we are gone: reference count 0. */
    public void release() {
        header(RingLayout.REF_COUNT, 0);
    }

    /** @return the flow-control level, of a request ring whose header has user data */
    public int flowControl() {
        return header(RingLayout.FLOW_CONTROL);
    }

    /** @return chunks that wait */
    public int chunks() {
        return header(RingLayout.SEMAPHORE);
    }

    /** Posts the semaphore. @return whether somebody waits and has to be woken by futex on the semaphore's value */
    boolean post() {
        long old = (long) LONG.getAndAdd(header, RingLayout.SEMAPHORE, 1L);
        return old >>> 32 != 0;
    }

    /** Takes the semaphore without waiting. */
    boolean tryTake() {
        long old = (long) LONG.getVolatile(header, RingLayout.SEMAPHORE);
        while ((int) old != 0) {
            long seen = (long) LONG.compareAndExchange(header, RingLayout.SEMAPHORE, old, old - 1);
            if (seen == old) {
                return true;
            }
            old = seen;
        }
        return false;
    }

    /**
     * Registers the caller as a waiter on the semaphore, so that the poster wakes it; then sleep by futex on
     * {@link RingLayout#SEMAPHORE} while it is 0.
     *
     * @param on true before the wait, false after it
     */
    public void waiter(boolean on) {
        LONG.getAndAdd(header, RingLayout.SEMAPHORE, on ? ONE_WAITER : -ONE_WAITER);
    }
}
