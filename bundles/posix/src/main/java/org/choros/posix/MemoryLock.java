package org.choros.posix;

import com.sun.jna.Native;

/** Keeps the process in memory. */
public final class MemoryLock {
    /** No limit. */
    public static final long UNLIMITED = -1L;
    private static final int RLIMIT_MEMLOCK = 8;
    private static final int MCL_CURRENT = 1;
    private static final int MCL_FUTURE = 2;

    private MemoryLock() {
    }

    /**
     * Sets how much memory may be locked, soft and hard limit alike.
     *
     * @param bytes the limit, or {@link #UNLIMITED}
     * @throws PosixException EPERM when we may not raise it
     */
    public static void limit(long bytes) throws PosixException {
        if (Calls.setrlimit(RLIMIT_MEMLOCK, new long[]{bytes, bytes}) != 0) {
            throw new PosixException("setrlimit", "RLIMIT_MEMLOCK " + Long.toUnsignedString(bytes),
                    Native.getLastError());
        }
    }

    /**
     * Locks all present and future pages. Raise the {@link #limit} first: under a small one later allocations of the
     * virtual machine would fail.
     *
     * @throws PosixException EPERM or ENOMEM when we may not
     */
    public static void lockAll() throws PosixException {
        if (Calls.mlockall(MCL_CURRENT | MCL_FUTURE) != 0) {
            throw new PosixException("mlockall", "current and future", Native.getLastError());
        }
    }

    /**
     * Undoes {@link #lockAll}.
     *
     * @throws PosixException never in practice
     */
    public static void unlockAll() throws PosixException {
        if (Calls.munlockall() != 0) {
            throw new PosixException("munlockall", "", Native.getLastError());
        }
    }

    private static final class Calls {
        static {
            Native.register(Calls.class, "c");
        }

        private Calls() {
        }

        static native int setrlimit(int resource, long[] limit);

        static native int mlockall(int flags);

        static native int munlockall();
    }
}
