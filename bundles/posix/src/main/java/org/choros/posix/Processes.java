package org.choros.posix;

import com.sun.jna.Native;

/** Ids of this process, and whether another one lives. */
public final class Processes {
    private Processes() {
    }

    /** @return our process id */
    public static int pid() {
        return Calls.getpid();
    }

    /** @return our real user id */
    public static int uid() {
        return Calls.getuid();
    }

    /** @return our effective user id */
    public static int effectiveUid() {
        return Calls.geteuid();
    }

    /** @return our real group id */
    public static int gid() {
        return Calls.getgid();
    }

    /** @return our effective group id */
    public static int effectiveGid() {
        return Calls.getegid();
    }

    /**
     * @param pid a process id, positive
     * @return whether there is such a process, ours or somebody else's
     */
    public static boolean alive(int pid) {
        // 0 and negative numbers mean groups of processes to kill(2)
        return pid > 0 && (Calls.kill(pid, 0) == 0 || Native.getLastError() != Errno.ESRCH);
    }

    private static final class Calls {
        static {
            Native.register(Calls.class, "c");
        }

        private Calls() {
        }

        static native int getpid();

        static native int getuid();

        static native int geteuid();

        static native int getgid();

        static native int getegid();

        static native int kill(int pid, int signal);
    }
}
