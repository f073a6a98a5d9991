package org.choros.posix;

import com.sun.jna.Native;

/** How many descriptors this process may have: for tests that use them up. */
public final class Limits {
    private static final int RLIMIT_NOFILE = 7;

    private Limits() {
    }

    /** @return how many it may have */
    public static long descriptors() {
        NativeBuffer limits = NativeBuffer.allocate(16);
        if (Calls.getrlimit(RLIMIT_NOFILE, limits.address(0, 16)) != 0) {
            throw new IllegalStateException("getrlimit: " + Native.getLastError());
        }
        return limits.buffer().getLong(0);
    }

    /**
     * @param most how many it may have from now on; the hard limit stays
     */
    public static void descriptors(long most) {
        NativeBuffer limits = NativeBuffer.allocate(16);
        Calls.getrlimit(RLIMIT_NOFILE, limits.address(0, 16));
        limits.buffer().putLong(0, most);
        if (Calls.setrlimit(RLIMIT_NOFILE, limits.address(0, 16)) != 0) {
            throw new IllegalStateException("setrlimit " + most + ": " + Native.getLastError());
        }
    }

    private static final class Calls {
        static {
            Native.register(Calls.class, "c");
        }

        private Calls() {
        }

        static native int getrlimit(int resource, long limits);

        static native int setrlimit(int resource, long limits);
    }
}
