package org.choros.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.jna.Native;

/**
 * A file that other processes have mapped, read and written by calls instead of a mapping of our own: whoever owns the
 * file may cut it at any time, which answers a call with a short count but would kill the toucher of a mapping.
 */
public final class SharedFile implements ForeignFile {
    private static final int O_RDWR = 2;
    private static final int O_CREAT = 0x40;
    private static final int O_EXCL = 0x80;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_NOFOLLOW = nofollow();
    private static final int O_CLOEXEC = 0x80000;

    private final AtomicInteger fd;
    private final Path path;

    private SharedFile(int fd, Path path) {
        this.fd = new AtomicInteger(fd);
        this.path = path;
    }

    /**
     * Creates a file that must not exist, with all its space reserved.
     *
     * @param path the file
     * @param size its bytes, all zero
     * @param uid its owner, -1 for ourselves
     * @param gid its group, -1 for ours
     * @return the open file, mode 0600
     * @throws PosixException EEXIST, ENOSPC and so on; nothing is left behind
     */
    public static SharedFile create(Path path, long size, int uid, int gid) throws PosixException {
        byte[] name = Paths.terminated(path);
        int fd = Calls.open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd < 0) {
            throw new PosixException("open", path, Native.getLastError());
        }
        SharedFile file = new SharedFile(fd, path);
        int errno = Calls.posix_fallocate(fd, 0, size);
        String call = "posix_fallocate";
        if (errno == 0 && Calls.fchmod(fd, 0600) != 0) {
            errno = Native.getLastError();
            call = "fchmod";
        }
        // like libqb: without the right to give files away the client is ourselves, or fails to open them
        if (errno == 0 && (uid != -1 || gid != -1) && Calls.fchown(fd, uid, gid) != 0
                && Native.getLastError() != Errno.EPERM) {
            errno = Native.getLastError();
            call = "fchown";
        }
        if (errno != 0) {
            file.close();
            Calls.unlink(name);
            throw new PosixException(call, path + ", " + size + " bytes", errno);
        }
        return file;
    }

    /**
     * Opens an existing file.
     *
     * @param path the file
     * @return the open file, for reading and writing
     * @throws PosixException ENOENT, EACCES and so on
     */
    public static SharedFile open(Path path) throws PosixException {
        int fd = Calls.open(Paths.terminated(path), O_RDWR | O_CLOEXEC, 0);
        if (fd < 0) {
            throw new PosixException("open", path, Native.getLastError());
        }
        return new SharedFile(fd, path);
    }

    /**
     * Opens a file of which a stranger has told us: no link, nothing that could block, and only what belongs to him.
     *
     * @param path the file
     * @param uid who has to own it, 0 for anybody
     * @param size bytes that it must have at least
     * @return the open file, for reading and writing
     * @throws PosixException ENOENT, EACCES when it is not his or no file, EINVAL when it is too short, and so on
     */
    public static SharedFile openForeign(Path path, int uid, long size) throws PosixException {
        int fd = Calls.open(Paths.terminated(path), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0);
        if (fd < 0) {
            throw new PosixException("open", path, Native.getLastError());
        }
        SharedFile file = new SharedFile(fd, path);
        int errno = file.refusal(uid, size);
        if (errno != 0) {
            file.close();
            throw new PosixException("open", path, errno);
        }
        return file;
    }

    // asked of the open file: its name may be another's by now
    private int refusal(int uid, long size) {
        try {
            Map<String, Object> attributes = Files.readAttributes(Path.of("/proc/self/fd/" + fd.get()),
                    "unix:uid,size,isRegularFile");
            if (!Boolean.TRUE.equals(attributes.get("isRegularFile"))
                    || uid != 0 && !Integer.valueOf(uid).equals(attributes.get("uid"))) {
                return Errno.EACCES;
            }
            return size < 0 || size > (Long) attributes.get("size") ? Errno.EINVAL : 0;
        } catch (IOException e) {
            return Errno.EACCES;
        }
    }

    private static int nofollow() {
        return "aarch64".equals(System.getProperty("os.arch")) ? 0x8000 : 0x20000;
    }

    /** @return the size of a memory page in bytes */
    public static int pageSize() {
        return Calls.getpagesize();
    }

    @Override
    public int read(NativeBuffer into, int offset, int length, long position) {
        long n = Calls.pread(fd.get(), into.address(offset, length), length, position);
        return (int) (n >= 0 ? n : -Native.getLastError());
    }

    @Override
    public int write(NativeBuffer from, int offset, int length, long position) {
        long n = Calls.pwrite(fd.get(), from.address(offset, length), length, position);
        return (int) (n >= 0 ? n : -Native.getLastError());
    }

    /**
     * Maps the beginning of the file for atomic operations of the kernel.
     *
     * @param length bytes
     * @return the words of it
     * @throws PosixException ENOMEM and so on
     */
    public SharedWords words(int length) throws PosixException {
        return SharedWords.map(fd.get(), length, path);
    }

    @Override
    public void close() {
        int open = fd.getAndSet(-1);
        if (open >= 0) {
            Calls.close(open);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private static final class Calls {
        static {
            Native.register(Calls.class, "c");
        }

        private Calls() {
        }

        static native int open(byte[] path, int flags, int mode);

        static native int close(int fd);

        static native int unlink(byte[] path);

        static native int posix_fallocate(int fd, long offset, long length);

        static native int fchown(int fd, int uid, int gid);

        static native int fchmod(int fd, int mode);

        static native int getpagesize();

        static native long pread(int fd, long address, long length, long position);

        static native long pwrite(int fd, long address, long length, long position);
    }
}
