package org.choros.posix;

/** A UNIX datagram socket: libqb's socket channel, or a line to syslog. Never blocks; for one thread at a time. */
public final class UnixDatagram extends UnixSocket implements DatagramSocket {
    private UnixDatagram(int fd, String name) {
        super(fd, name);
    }

    /**
     * @param name what it is, for messages
     * @return an unbound socket
     * @throws PosixException when there is no descriptor left
     */
    public static UnixDatagram open(String name) throws PosixException {
        return new UnixDatagram(open(SocketCalls.SOCK_DGRAM, true, name), name);
    }

    /**
     * @param address our address
     * @throws PosixException EADDRINUSE when it is taken
     */
    public void bind(UnixAddress address) throws PosixException {
        byte[] raw = address.raw();
        check(SocketCalls.bind(fd(), raw, raw.length), "bind", address);
    }

    @Override
    public void connect(UnixAddress address) throws PosixException {
        byte[] raw = address.raw();
        check(SocketCalls.connect(fd(), raw, raw.length), "connect", address);
    }

    /**
     * Sends one datagram to a peer that need not be the connected one.
     *
     * @param from the memory
     * @param offset where the bytes begin
     * @param length how many
     * @param to the peer
     * @return the bytes taken, or a negative errno
     */
    public int sendTo(NativeBuffer from, int offset, int length, UnixAddress to) {
        byte[] raw = to.raw();
        long n = SocketCalls.sendto(fd(), from.address(offset, length), length,
                SocketCalls.MSG_NOSIGNAL | SocketCalls.MSG_DONTWAIT, raw, raw.length);
        return (int) (n >= 0 ? n : -SocketCalls.errno());
    }
}
