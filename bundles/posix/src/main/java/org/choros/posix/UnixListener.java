package org.choros.posix;

import java.util.Optional;

/** A listening UNIX stream socket that does not block. */
public final class UnixListener extends UnixSocket implements StreamListener {
    private UnixListener(int fd, String name) {
        super(fd, name);
    }

    /**
     * Opens a listening socket. Whoever connects sees the ids that this process has now as those of its peer.
     *
     * @param address the address; a file must not exist
     * @param backlog how many may wait to be accepted
     * @return the socket, with {@link #passCredentials} on
     * @throws PosixException EADDRINUSE when the address is taken
     */
    public static UnixListener listen(UnixAddress address, int backlog) throws PosixException {
        UnixListener listener = new UnixListener(open(SocketCalls.SOCK_STREAM, true, address), address.toString());
        try {
            listener.passCredentials(true);
            byte[] raw = address.raw();
            check(SocketCalls.bind(listener.fd(), raw, raw.length), "bind", address);
            check(SocketCalls.listen(listener.fd(), backlog), "listen", address);
            return listener;
        } catch (PosixException e) {
            listener.close();
            throw e;
        }
    }

    @Override
    public Optional<UnixStream> accept() throws PosixException {
        int fd = SocketCalls.accept4(fd(), 0, 0, SocketCalls.SOCK_NONBLOCK | SocketCalls.SOCK_CLOEXEC);
        if (fd >= 0) {
            return Optional.of(new UnixStream(fd, "client of " + this));
        }
        int errno = SocketCalls.errno();
        if (errno == Errno.EAGAIN || errno == Errno.EINTR) {
            return Optional.empty();
        }
        throw new PosixException("accept", this, errno);
    }
}
