package org.choros.posix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import com.sun.jna.Native;

/**
 * The flags of a network interface, netdevice(7)'s SIOCGIFFLAGS. The JDK's {@code isUp} wants a carrier beside the flag
 * that the operator sets, so that a pulled cable looks like an interface that was switched off.
 */
public final class InterfaceFlags {
    private static final int NAME_LENGTH = 16;
    private static final int REQUEST_LENGTH = 40;
    private static final int AF_INET = 2;
    private static final int IFF_UP = 1;
    private static final long SIOCGIFFLAGS = 0x8913;

    private InterfaceFlags() {
    }

    /**
     * @param name an interface of this thread's network name space, up to 15 bytes
     * @return whether it is switched on, with a carrier or without
     * @throws PosixException ENODEV when there is none of that name
     */
    public static boolean up(String name) throws PosixException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length >= NAME_LENGTH || name.indexOf('\0') >= 0) {
            throw new PosixException("ioctl SIOCGIFFLAGS", name, Errno.ENODEV);
        }
        byte[] request = new byte[REQUEST_LENGTH];
        System.arraycopy(bytes, 0, request, 0, bytes.length);
        int fd = SocketCalls.socket(AF_INET, SocketCalls.SOCK_DGRAM | SocketCalls.SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw new PosixException("socket", name, SocketCalls.errno());
        }
        try {
            if (Calls.ioctl(fd, SIOCGIFFLAGS, request) != 0) {
                throw new PosixException("ioctl SIOCGIFFLAGS", name, Native.getLastError());
            }
        } finally {
            SocketCalls.close(fd);
        }
        return (ByteBuffer.wrap(request).order(ByteOrder.nativeOrder()).getShort(NAME_LENGTH) & IFF_UP) != 0;
    }

    private static final class Calls {
        static {
            Native.register(Calls.class, "c");
        }

        private Calls() {
        }

        static native int ioctl(int fd, long request, byte[] argument);
    }
}
