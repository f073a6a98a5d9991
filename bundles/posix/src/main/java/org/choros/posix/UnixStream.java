package org.choros.posix;

import java.nio.ByteBuffer;

/** A connected UNIX stream socket. For one thread at a time. */
public final class UnixStream extends UnixSocket {
    private static final int SHUT_RDWR = 2;
    private static final int MSGHDR = 56;
    private static final int MSG_IOV = 16;
    private static final int MSG_IOVLEN = 24;
    private static final int MSG_CONTROL = 32;
    private static final int MSG_CONTROLLEN = 40;
    private static final int IOV = MSGHDR;
    private static final int CONTROL = IOV + 16;
    private static final int CONTROL_LENGTH = 128;
    private static final int CMSG_HEADER = 16;
    private static final int UCRED = 12;

    UnixStream(int fd, String name) {
        super(fd, name);
    }

    /**
     * Connects.
     *
     * @param address where to
     * @param nonBlocking whether the socket does not block afterwards; a UNIX connect itself is done at once or, with a
     *            full backlog, fails with EAGAIN
     * @return the connected socket
     * @throws PosixException ECONNREFUSED when nobody listens, EAGAIN when the backlog of a non-blocking one is full
     */
    public static UnixStream connect(UnixAddress address, boolean nonBlocking) throws PosixException {
        UnixStream stream = new UnixStream(open(SocketCalls.SOCK_STREAM, nonBlocking, address), address.toString());
        byte[] raw = address.raw();
        if (SocketCalls.connect(stream.fd(), raw, raw.length) < 0) {
            int errno = SocketCalls.errno();
            stream.close();
            throw new PosixException("connect", address, errno);
        }
        return stream;
    }

    /** @return the peer's effective ids at the time of connect or listen */
    public PeerCredentials peer() throws PosixException {
        int[] ucred = new int[UCRED / Integer.BYTES];
        check(SocketCalls.getsockopt(fd(), SocketCalls.SOL_SOCKET, SocketCalls.SO_PEERCRED, ucred,
                new int[]{UCRED}), "getsockopt", "SO_PEERCRED of " + this);
        return new PeerCredentials(ucred[0], ucred[1], ucred[2]);
    }

    /**
     * Receives without waiting, together with the sender's real ids, which the kernel attaches while
     * {@link #passCredentials} is on.
     *
     * @param into the memory
     * @param offset where the bytes go
     * @param length how many at most
     * @return what came; never null
     */
    public Received receiveWithCredentials(NativeBuffer into, int offset, int length) {
        NativeBuffer header = NativeBuffer.allocate(CONTROL + CONTROL_LENGTH);
        ByteBuffer b = header.buffer();
        b.putLong(MSG_IOV, header.address(IOV, 16)).putLong(MSG_IOVLEN, 1);
        b.putLong(IOV, into.address(offset, length)).putLong(IOV + 8, length);
        b.putLong(MSG_CONTROL, header.address(CONTROL, CONTROL_LENGTH)).putLong(MSG_CONTROLLEN, CONTROL_LENGTH);
        long n = SocketCalls.recvmsg(fd(), header.address(0, MSGHDR), SocketCalls.MSG_DONTWAIT);
        int count = (int) (n >= 0 ? n : -SocketCalls.errno());
        boolean credentials = count > 0 && b.getLong(MSG_CONTROLLEN) >= CMSG_HEADER + UCRED
                && b.getInt(CONTROL + 8) == SocketCalls.SOL_SOCKET
                && b.getInt(CONTROL + 12) == SocketCalls.SCM_CREDENTIALS;
        int data = CONTROL + CMSG_HEADER;
        return new Received(count, credentials
                ? new PeerCredentials(b.getInt(data), b.getInt(data + 4), b.getInt(data + 8))
                : null);
    }

    /** Ends the conversation in both directions; the peer sees the end of the stream. */
    public void shutdown() {
        SocketCalls.shutdown(fd(), SHUT_RDWR);
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
