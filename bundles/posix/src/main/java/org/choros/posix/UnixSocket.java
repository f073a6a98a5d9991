package org.choros.posix;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What stream and datagram sockets share: one descriptor, closed once. A call on a closed socket fails with EBADF and
 * never reaches a descriptor that was given to somebody else. Close it on the thread that uses it.
 */
public abstract sealed class UnixSocket implements ByteSocket permits UnixStream, UnixListener, UnixDatagram {
    private static final int ATTEMPTS = 16;
    private static final int MSGHDR = 56;
    private static final int MSG_IOV = 16;
    private static final int MSG_IOVLEN = 24;
    private static final int MSG_CONTROL = 32;
    private static final int MSG_CONTROLLEN = 40;
    private static final int IOV = MSGHDR;
    private static final int CONTROL = IOV + 16;
    private static final int CMSG_HEADER = 16;
    private static final int UCRED = 12;
    /** Room for the ids alone: descriptors that come along would be ours from then on, and nobody would close them. */
    private static final int CONTROL_LENGTH = CMSG_HEADER + UCRED + 4;

    private final AtomicInteger fd;
    private final String name;

    UnixSocket(int fd, String name) {
        this.fd = new AtomicInteger(fd);
        this.name = name;
    }

    static int open(int type, boolean nonBlocking, Object name) throws PosixException {
        int flags = SocketCalls.SOCK_CLOEXEC | (nonBlocking ? SocketCalls.SOCK_NONBLOCK : 0);
        return check(SocketCalls.socket(SocketCalls.AF_UNIX, type | flags, 0), "socket", name);
    }

    static int check(int result, String call, Object argument) throws PosixException {
        if (result < 0) {
            throw new PosixException(call, argument, SocketCalls.errno());
        }
        return result;
    }

    @Override
    public final int fd() {
        return fd.get();
    }

    /** @return whether {@link #close} was not called yet */
    public final boolean isOpen() {
        return fd.get() >= 0;
    }

    /**
     * Raises the send and receive buffers; the kernel cuts the wish to its limits.
     *
     * @param bytes the wanted size of each
     * @throws PosixException when the kernel refuses
     */
    public final void raiseBuffers(int bytes) throws PosixException {
        for (int option : new int[]{SocketCalls.SO_SNDBUF, SocketCalls.SO_RCVBUF}) {
            if (option(option) <= bytes) {
                option(option, bytes);
            }
        }
    }

    @Override
    public final void passCredentials(boolean on) throws PosixException {
        option(SocketCalls.SO_PASSCRED, on ? 1 : 0);
    }

    /** @return the send buffer in bytes, as the kernel counts it (doubled) */
    public final int sendBuffer() throws PosixException {
        return option(SocketCalls.SO_SNDBUF);
    }

    @Override
    public final int send(NativeBuffer from, int offset, int length) {
        return transfer(true, from, offset, length, SocketCalls.MSG_NOSIGNAL | SocketCalls.MSG_DONTWAIT);
    }

    @Override
    public final int receive(NativeBuffer into, int offset, int length) {
        return transfer(false, into, offset, length, SocketCalls.MSG_DONTWAIT | truth());
    }

    /** Like {@link #receive}, but the bytes stay in the socket. */
    public final int peek(NativeBuffer into, int offset, int length) {
        return transfer(false, into, offset, length, SocketCalls.MSG_DONTWAIT | SocketCalls.MSG_PEEK | truth());
    }

    @Override
    public final Received receiveWithCredentials(NativeBuffer into, int offset, int length) {
        NativeBuffer header = NativeBuffer.allocate(CONTROL + CONTROL_LENGTH);
        ByteBuffer b = header.buffer();
        b.putLong(MSG_IOV, header.address(IOV, 16)).putLong(MSG_IOVLEN, 1);
        b.putLong(IOV, into.address(offset, length)).putLong(IOV + 8, length);
        b.putLong(MSG_CONTROL, header.address(CONTROL, CONTROL_LENGTH)).putLong(MSG_CONTROLLEN, CONTROL_LENGTH);
        long n = SocketCalls.recvmsg(fd(), header.address(0, MSGHDR), SocketCalls.MSG_DONTWAIT | truth());
        int count = (int) (n >= 0 ? n : -SocketCalls.errno());
        boolean credentials = count > 0 && b.getLong(MSG_CONTROLLEN) >= CMSG_HEADER + UCRED
                && b.getInt(CONTROL + 8) == SocketCalls.SOL_SOCKET
                && b.getInt(CONTROL + 12) == SocketCalls.SCM_CREDENTIALS;
        int data = CONTROL + CMSG_HEADER;
        return new Received(count, credentials
                ? new PeerCredentials(b.getInt(data), b.getInt(data + 4), b.getInt(data + 8))
                : null);
    }

    private int truth() {
        return this instanceof UnixDatagram ? SocketCalls.MSG_TRUNC : 0;
    }

    private int transfer(boolean out, NativeBuffer memory, int offset, int length, int flags) {
        long address = memory.address(offset, length);
        int errno = Errno.EINTR;
        for (int i = 0; i < ATTEMPTS && errno == Errno.EINTR; i++) {
            int socket = fd.get();
            long n = out
                    ? SocketCalls.send(socket, address, length, flags)
                    : SocketCalls.recv(socket, address, length, flags);
            if (n >= 0) {
                return (int) n;
            }
            errno = SocketCalls.errno();
        }
        return -errno;
    }

    final int option(int option) throws PosixException {
        int[] value = new int[1];
        check(SocketCalls.getsockopt(fd.get(), SocketCalls.SOL_SOCKET, option, value, new int[]{Integer.BYTES}),
                "getsockopt", name);
        return value[0];
    }

    final void option(int option, int value) throws PosixException {
        check(SocketCalls.setsockopt(fd.get(), SocketCalls.SOL_SOCKET, option, new int[]{value}, Integer.BYTES),
                "setsockopt", name);
    }

    @Override
    public final void close() {
        int open = fd.getAndSet(-1);
        if (open >= 0) {
            SocketCalls.close(open);
        }
    }

    @Override
    public final String toString() {
        return name;
    }

    /**
     * What {@link #receiveWithCredentials} got.
     *
     * @param count the bytes, 0 at the end of the stream, or a negative errno
     * @param sender the sender, null when the kernel attached none
     */
    public record Received(int count, PeerCredentials sender) {
    }
}
