package org.choros.posix;

/** A socket for whole messages. */
public interface DatagramSocket extends ByteSocket {
    /**
     * Chooses the peer; from then on datagrams come from nobody else.
     *
     * @param address the peer
     * @throws PosixException ECONNREFUSED or ENOENT when it is not bound yet
     */
    void connect(UnixAddress address) throws PosixException;
}
