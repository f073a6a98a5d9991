package org.choros.posix;

import com.sun.jna.Native;
import com.sun.jna.Platform;

/**
 * The raw futex system call on a 32-bit word of shared memory. Unlike the semaphore functions of the C library it
 * answers EFAULT, not a signal, when the memory below is gone.
 */
public final class Futex {
    private static final int FUTEX_WAIT = 0;
    private static final int FUTEX_WAKE = 1;
    private static final int FUTEX_WAKE_OP = 5;
    private static final int OP_ADD = 1 << 28;
    private static final long NUMBER = number();

    private Futex() {
    }

    /**
     * Wakes waiters, in whatever process they are.
     *
     * @param memory the mapping
     * @param offset of the word, a multiple of 4
     * @param count how many to wake
     * @return how many were woken, or a negative errno
     */
    public static int wake(NativeBuffer memory, int offset, int count) {
        return call(address(memory, offset), FUTEX_WAKE, count, 0);
    }

    /**
     * Waits while the word has the expected value.
     *
     * @param memory the mapping
     * @param offset of the word, a multiple of 4
     * @param expected the value that it waits on
     * @param timeoutNs how long, in nanoseconds, not negative
     * @return 0 when woken, or -{@link Errno#EAGAIN} (value differs), -{@link Errno#ETIMEDOUT}, -{@link Errno#EINTR}
     */
    public static int await(NativeBuffer memory, int offset, int expected, long timeoutNs) {
        if (timeoutNs < 0) {
            throw new IllegalArgumentException("timeoutNs " + timeoutNs);
        }
        NativeBuffer timeout = NativeBuffer.allocate(16);
        timeout.buffer().putLong(0, timeoutNs / 1_000_000_000L).putLong(8, timeoutNs % 1_000_000_000L);
        int result = call(address(memory, offset), FUTEX_WAIT, expected, timeout.address(0, 16));
        java.lang.ref.Reference.reachabilityFence(timeout);
        return result;
    }

    /** Adds a 12-bit number to the word and wakes one waiter, in one call of the kernel. */
    static int addAndWake(long address, int delta) {
        long n = Calls.syscall(NUMBER, address, FUTEX_WAKE_OP, 1, 0, address, OP_ADD | (delta & 0xfff) << 12);
        return (int) (n >= 0 ? n : -Native.getLastError());
    }

    private static long address(NativeBuffer memory, int offset) {
        if ((offset & 3) != 0) {
            throw new IllegalArgumentException("a futex word lies on a multiple of 4, not on " + offset);
        }
        return memory.address(offset, Integer.BYTES);
    }

    private static int call(long address, int operation, int value, long timeout) {
        long n = Calls.syscall(NUMBER, address, operation, value, timeout, 0, 0);
        return (int) (n >= 0 ? n : -Native.getLastError());
    }

    private static long number() {
        if (Platform.isLinux() && Platform.is64Bit() && Platform.isIntel()) {
            return 202;
        }
        if (Platform.isLinux() && Platform.is64Bit() && Platform.isARM()) {
            return 98;
        }
        throw new UnsupportedOperationException("the futex call of " + Platform.RESOURCE_PREFIX + " is not known");
    }

    private static final class Calls {
        static {
            Native.register(Calls.class, "c");
        }

        private Calls() {
        }

        static native long syscall(long number, long a, long b, long c, long d, long e, long f);
    }
}
