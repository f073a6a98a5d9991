package org.choros.posix;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.jna.Native;

/**
 * A watchdog device of Linux (Documentation/watchdog/watchdog-api): from its opening on it counts down, and at zero the
 * machine is reset. Closing it does not stop it, {@link #disarm} does. Calls may take as long as the hardware does.
 */
public final class WatchdogDevice implements AutoCloseable {
    private static final int O_WRONLY = 1;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;

    private static final long WDIOC_GETSUPPORT = 0x8028_5700L;
    private static final long WDIOC_SETOPTIONS = 0x8004_5704L;
    private static final long WDIOC_KEEPALIVE = 0x8004_5705L;
    private static final long WDIOC_SETTIMEOUT = 0xC004_5706L;
    private static final long WDIOC_GETTIMEOUT = 0x8004_5707L;
    private static final int WDIOS_ENABLECARD = 2;
    private static final int SUPPORT_LENGTH = 40;
    private static final int IDENTITY = 8;
    private static final byte[] MAGIC = {'V'};
    private static final byte[] ANYTHING = {0};

    private final AtomicInteger fd;
    private final Path path;

    private WatchdogDevice(int fd, Path path) {
        this.fd = new AtomicInteger(fd);
        this.path = path;
    }

    /**
     * Opens a device, which arms it.
     *
     * @param path the device; anything else that can be written to does for a test, and a pipe without a reader is
     *            refused instead of waited for
     * @return the open device
     * @throws PosixException ENOENT, EACCES, EBUSY and so on
     */
    public static WatchdogDevice open(Path path) throws PosixException {
        int fd = Calls.open(Paths.terminated(path), O_WRONLY | O_NONBLOCK | O_CLOEXEC, 0);
        if (fd < 0) {
            throw new PosixException("open", path, Native.getLastError());
        }
        return new WatchdogDevice(fd, path);
    }

    /** @return its driver's name for itself, empty when it tells none */
    public String identity() {
        byte[] support = new byte[SUPPORT_LENGTH];
        if (Calls.ioctl(fd.get(), WDIOC_GETSUPPORT, support) != 0) {
            return "";
        }
        int end = IDENTITY;
        while (end < SUPPORT_LENGTH && support[end] != 0) {
            end++;
        }
        return new String(support, IDENTITY, end - IDENTITY, StandardCharsets.UTF_8);
    }

    /** @return its timeout in seconds, 0 when it tells none */
    public int timeout() {
        int[] seconds = new int[1];
        return Calls.ioctl(fd.get(), WDIOC_GETTIMEOUT, seconds) == 0 ? seconds[0] : 0;
    }

    /**
     * @param seconds the wanted timeout
     * @return whether the device has taken it, or one near it: ask for {@link #timeout}
     */
    public boolean setTimeout(int seconds) {
        return Calls.ioctl(fd.get(), WDIOC_SETTIMEOUT, new int[]{seconds}) == 0;
    }

    /** Switches it on, for drivers that do not begin with the opening. */
    public void enable() {
        Calls.ioctl(fd.get(), WDIOC_SETOPTIONS, new int[]{WDIOS_ENABLECARD});
    }

    /**
     * Begins the timeout anew.
     *
     * @throws PosixException when it can be done neither way, by the ioctl nor by writing
     */
    public void keepAlive() throws PosixException {
        if (Calls.ioctl(fd.get(), WDIOC_KEEPALIVE, new int[1]) != 0) {
            write(ANYTHING);
        }
    }

    /**
     * Tells it that the next closing is meant, so that the machine lives on.
     *
     * @throws PosixException when it cannot be told
     */
    public void disarm() throws PosixException {
        write(MAGIC);
    }

    private void write(byte[] bytes) throws PosixException {
        if (Calls.write(fd.get(), bytes, bytes.length) != bytes.length) {
            throw new PosixException("write", path, Native.getLastError());
        }
    }

    /** Closes the file; without {@link #disarm} the device goes on counting. */
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

        static native long write(int fd, byte[] bytes, long length);

        static native int ioctl(int fd, long request, byte[] argument);

        static native int ioctl(int fd, long request, int[] argument);
    }
}
