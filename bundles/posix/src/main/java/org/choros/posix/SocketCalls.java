package org.choros.posix;

import com.sun.jna.Native;

/** The socket functions of the C library. Addresses are passed as numbers: callers have checked them. */
final class SocketCalls {
    static final int AF_UNIX = 1;
    static final int SOCK_STREAM = 1;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SOL_SOCKET = 1;
    static final int SO_ERROR = 4;
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int SO_PASSCRED = 16;
    static final int SO_PEERCRED = 17;
    static final int SCM_CREDENTIALS = 2;
    static final int MSG_PEEK = 2;
    static final int MSG_TRUNC = 0x20;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_NOSIGNAL = 0x4000;

    static {
        Native.register(SocketCalls.class, "c");
    }

    private SocketCalls() {
    }

    static native int socket(int domain, int type, int protocol);

    static native int bind(int fd, byte[] address, int length);

    static native int listen(int fd, int backlog);

    static native int accept4(int fd, long address, long length, int flags);

    static native int connect(int fd, byte[] address, int length);

    static native int getsockopt(int fd, int level, int name, int[] value, int[] length);

    static native int setsockopt(int fd, int level, int name, int[] value, int length);

    static native long send(int fd, long address, long length, int flags);

    static native long sendto(int fd, long buffer, long length, int flags, byte[] address, int addressLength);

    static native long recv(int fd, long address, long length, int flags);

    static native long recvmsg(int fd, long header, int flags);

    static native int shutdown(int fd, int how);

    static native int close(int fd);

    static native int poll(long fds, long count, int timeoutMs);

    static int errno() {
        return Native.getLastError();
    }
}
