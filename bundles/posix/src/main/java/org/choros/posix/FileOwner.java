package org.choros.posix;

import java.nio.file.Path;

import com.sun.jna.Native;

/** Owner and mode of files by number. */
public final class FileOwner {
    private FileOwner() {
    }

    /**
     * @param path a file or directory
     * @param uid the new user id, -1 to leave it
     * @param gid the new group id, -1 to leave it
     * @throws PosixException EPERM when we may not
     */
    public static void change(Path path, int uid, int gid) throws PosixException {
        if (Calls.chown(Paths.terminated(path), uid, gid) != 0) {
            throw new PosixException("chown", path + ", " + Integer.toUnsignedString(uid) + ":"
                    + Integer.toUnsignedString(gid), Native.getLastError());
        }
    }

    /**
     * @param path a file or directory
     * @param mode the permission bits, for example 0600
     * @throws PosixException EPERM when we may not
     */
    public static void mode(Path path, int mode) throws PosixException {
        if (Calls.chmod(Paths.terminated(path), mode) != 0) {
            throw new PosixException("chmod", path + ", 0" + Integer.toOctalString(mode), Native.getLastError());
        }
    }

    private static final class Calls {
        static {
            Native.register(Calls.class, "c");
        }

        private Calls() {
        }

        static native int chown(byte[] path, int uid, int gid);

        static native int chmod(byte[] path, int mode);
    }
}
