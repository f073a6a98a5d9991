package org.choros.posix;

import java.nio.file.Path;
import java.util.Objects;

import com.sun.jna.Native;

/**
 * 32-bit words of a file that others have mapped, changed only by the kernel on our behalf: a file that was cut
 * answers EFAULT. Java's own atomic instructions on such memory could kill the virtual machine. For one thread.
 */
public final class SharedWords implements ForeignWords {
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;

    private final int length;
    private long address;

    private SharedWords(long address, int length) {
        this.address = address;
        this.length = length;
    }

    static SharedWords map(int fd, int length, Path path) throws PosixException {
        long address = Calls.mmap(0, length, PROT_READ_WRITE, MAP_SHARED, fd, 0);
        if (address == -1) {
            throw new PosixException("mmap", path + ", " + length + " bytes", Native.getLastError());
        }
        return new SharedWords(address, length);
    }

    @Override
    public int addAndWake(int offset, int delta) {
        Objects.checkFromIndexSize(offset, Integer.BYTES, length);
        if ((offset & 3) != 0 || delta < -2048 || delta > 2047) {
            throw new IllegalArgumentException("offset " + offset + ", delta " + delta);
        }
        if (address == 0) {
            return -Errno.EBADF;
        }
        return Futex.addAndWake(address + offset, delta);
    }

    @Override
    public void close() {
        if (address != 0) {
            Calls.munmap(address, length);
            address = 0;
        }
    }

    private static final class Calls {
        static {
            Native.register(Calls.class, "c");
        }

        private Calls() {
        }

        static native long mmap(long address, long length, int protection, int flags, int fd, long offset);

        static native int munmap(long address, long length);
    }
}
