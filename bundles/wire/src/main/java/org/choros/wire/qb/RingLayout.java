package org.choros.wire.qb;

/** Offsets, sizes and index arithmetic of a shared-memory ring. Indices and sizes called words count 4 bytes. */
public final class RingLayout {
    /** Header file: index of the next word to write, u32. */
    public static final int WRITE_INDEX = 0;
    /** Header file: index of the next word to read, u32. */
    public static final int READ_INDEX = 4;
    /** Header file: words of the data file, u32. */
    public static final int WORDS = 8;
    /** Header file: path of the header file. */
    public static final int HEADER_PATH = 12;
    /** Header file: path of the data file. */
    public static final int DATA_PATH = 4108;
    /** Bytes of each path, terminated. */
    public static final int PATH_LENGTH = 4096;
    /** Header file: who has it open, i32; 2 while both sides live. */
    public static final int REF_COUNT = 8204;
    /** Header file: the semaphore that counts chunks, u32 value and u32 number of waiters. */
    public static final int SEMAPHORE = 8208;
    /** Header file: how the semaphore is shared, i32. */
    public static final int SEMAPHORE_PRIVATE = SEMAPHORE + 8;
    /** What stands there for one between processes. */
    public static final int PROCESS_SHARED = 0x80;
    /** Header file of the request ring: the flow-control level, i32. */
    public static final int FLOW_CONTROL = 8240;
    /** Bytes of a header file without user data. */
    public static final int HEADER_LENGTH = 8248;
    /** Bytes of a header file as the server makes it, with user data. */
    public static final int HEADER_LENGTH_USER = HEADER_LENGTH + 4;
    /** Magic of a chunk that can be read. */
    public static final int COMMITTED = 0xA1A1A1A1;
    /** Magic of a chunk that is being written. */
    public static final int ALLOCATED = 0xA110CED0;
    /** Magic of a chunk that was consumed. */
    public static final int DEAD = 0xD0D0D0D0;
    /** Bytes before the payload: length and magic. */
    public static final int CHUNK_HEADER = 8;
    /** Bytes that have to be free beside the payload. */
    public static final int CHUNK_MARGIN = 12;
    /** Bytes of the control file of a socket connection. */
    public static final int CONTROL_LENGTH = 24;
    /** Control file: the flow-control level, i32. */
    public static final int CONTROL_FLOW_CONTROL = 4;

    private RingLayout() {
    }

    /**
     * @param maxMessageSize the negotiated size
     * @param pageSize bytes of a memory page, a power of two
     * @return bytes of the data file
     */
    public static int dataLength(int maxMessageSize, int pageSize) {
        long wanted = (long) maxMessageSize + CHUNK_MARGIN + 1;
        return Math.toIntExact((wanted + pageSize - 1) & -(long) pageSize);
    }

    /**
     * @param words the ring's size
     * @param write the write index
     * @param read the read index
     * @param chunks the semaphore's value: tells a full ring from an empty one
     * @return free bytes
     */
    public static long freeBytes(int words, int write, int read, int chunks) {
        if (write == read) {
            return chunks == 0 ? 4L * words : 0;
        }
        int free = (write > read ? read - write + words : read - write) - 1;
        return 4L * free;
    }

    /**
     * @param length bytes of a payload
     * @return whether a ring with so many free bytes takes it
     */
    public static boolean fits(long freeBytes, int length) {
        return freeBytes >= (long) length + CHUNK_MARGIN;
    }

    /**
     * @param words the ring's size
     * @param at where a chunk begins
     * @param length bytes of its payload
     * @return where the next chunk begins
     */
    public static int next(int words, int at, int length) {
        return (int) ((at + 2L + (length + 3L) / 4) % words);
    }

    /**
     * @param words the ring's size
     * @param index an index that somebody else wrote
     * @return whether it lies in the ring
     */
    public static boolean valid(int words, int index) {
        return index >= 0 && index < words;
    }

    /**
     * @param words the ring's size
     * @param length a payload length that somebody else wrote
     * @return whether a chunk can be so long
     */
    public static boolean validLength(int words, int length) {
        return length >= 0 && length + (long) CHUNK_HEADER <= 4L * words;
    }
}
