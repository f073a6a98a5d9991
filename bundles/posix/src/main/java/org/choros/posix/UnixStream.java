package org.choros.posix;

/** A connected UNIX stream socket. For one thread at a time. */
public final class UnixStream extends UnixSocket implements StreamSocket {
    private static final int SHUT_RDWR = 2;
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

    @Override
    public void shutdown() {
        SocketCalls.shutdown(fd(), SHUT_RDWR);
    }
}
