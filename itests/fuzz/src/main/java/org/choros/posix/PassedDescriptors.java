package org.choros.posix;

import java.nio.ByteBuffer;

import com.sun.jna.Native;

/** Sends bytes with descriptors attached, as an unfriendly peer may. */
public final class PassedDescriptors {
    private static final int SCM_RIGHTS = 1;
    private static final int IOV = 56;
    private static final int CONTROL = IOV + 16;
    private static final int HEADER = 16;

    private PassedDescriptors() {
    }

    /**
     * @param socket where they go
     * @param bytes what is sent with them, not empty
     * @param fd a descriptor of ours
     * @param count how often it is attached
     * @return the bytes taken, or a negative errno
     */
    public static int send(ByteSocket socket, byte[] bytes, int fd, int count) {
        int control = HEADER + count * Integer.BYTES;
        int data = CONTROL + (control + 7) / 8 * 8;
        NativeBuffer memory = NativeBuffer.allocate(data + bytes.length);
        ByteBuffer b = memory.buffer();
        b.put(data, bytes);
        b.putLong(IOV, memory.address(data, bytes.length)).putLong(IOV + 8, bytes.length);
        b.putLong(16, memory.address(IOV, 16)).putLong(24, 1);
        b.putLong(32, memory.address(CONTROL, control)).putLong(40, control);
        b.putLong(CONTROL, control).putInt(CONTROL + 8, SocketCalls.SOL_SOCKET).putInt(CONTROL + 12, SCM_RIGHTS);
        for (int i = 0; i < count; i++) {
            b.putInt(CONTROL + HEADER + i * Integer.BYTES, fd);
        }
        long n = Calls.sendmsg(socket.fd(), memory.address(0, data), SocketCalls.MSG_NOSIGNAL
                | SocketCalls.MSG_DONTWAIT);
        return (int) (n >= 0 ? n : -Native.getLastError());
    }

    private static final class Calls {
        static {
            Native.register(Calls.class, "c");
        }

        private Calls() {
        }

        static native long sendmsg(int fd, long message, int flags);
    }
}
