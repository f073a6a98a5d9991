package org.choros.posix;

import java.nio.ByteBuffer;

/** Waits until one of a few descriptors is ready: poll(2). For one thread at a time. */
public final class Poll {
    /** There is something to read. */
    public static final int IN = 1;
    /** There is room to write. */
    public static final int OUT = 4;
    /** An error is pending. */
    public static final int ERR = 8;
    /** The peer has hung up. */
    public static final int HUP = 0x10;
    /** The descriptor is not open. */
    public static final int NVAL = 0x20;
    private static final int POLLFD = 8;

    private final NativeBuffer memory;
    private final int capacity;

    /**
     * @param capacity how many descriptors it watches; slots begin unused
     */
    public Poll(int capacity) {
        this.capacity = capacity;
        memory = NativeBuffer.allocate(Math.multiplyExact(capacity, POLLFD));
        for (int i = 0; i < capacity; i++) {
            watch(i, -1, 0);
        }
    }

    /**
     * @param slot which slot
     * @param fd the descriptor, negative for none
     * @param events {@link #IN}, {@link #OUT} or both
     */
    public void watch(int slot, int fd, int events) {
        memory.address(Math.multiplyExact(slot, POLLFD), POLLFD);
        ByteBuffer b = memory.buffer();
        b.putInt(slot * POLLFD, fd).putShort(slot * POLLFD + 4, (short) events).putShort(slot * POLLFD + 6, (short) 0);
    }

    /**
     * Waits.
     *
     * @param timeoutMs milliseconds, 0 not at all, negative without limit
     * @return how many are ready, 0 when the time is over or a signal came
     * @throws PosixException when the kernel has no memory
     */
    public int await(int timeoutMs) throws PosixException {
        int n = SocketCalls.poll(memory.address(0, capacity * POLLFD), capacity, timeoutMs);
        if (n < 0 && SocketCalls.errno() != Errno.EINTR) {
            throw new PosixException("poll", capacity + " descriptors", SocketCalls.errno());
        }
        return Math.max(n, 0);
    }

    /**
     * @param slot which slot
     * @return what is ready after {@link #await}, a sum of the constants
     */
    public int ready(int slot) {
        memory.address(Math.multiplyExact(slot, POLLFD), POLLFD);
        return memory.buffer().getShort(slot * POLLFD + 6);
    }
}
