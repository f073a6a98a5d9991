package org.choros.posix;

/**
 * A socket that never blocks, as its user sees it. {@link UnixSocket} is one of the kernel's; whoever tries a server
 * without a kernel brings another one. For one thread at a time.
 */
public interface ByteSocket extends AutoCloseable {
    /** @return the descriptor, for {@link Poll} and for event loops; -1 once closed */
    int fd();

    /**
     * Whether we are told the sender's ids with what we receive.
     *
     * @param on whether
     * @throws PosixException when the socket is closed
     */
    void passCredentials(boolean on) throws PosixException;

    /**
     * Sends without waiting and without a signal.
     *
     * @param from the memory
     * @param offset where the bytes begin
     * @param length how many
     * @return the bytes taken, or a negative errno such as -{@link Errno#EAGAIN}
     */
    int send(NativeBuffer from, int offset, int length);

    /**
     * Receives without waiting.
     *
     * @param into the memory
     * @param offset where the bytes go
     * @param length how many at most
     * @return the bytes received, 0 at the end of a stream, or a negative errno such as -{@link Errno#EAGAIN}; of a
     *         datagram that is longer than {@code length} its true length
     */
    int receive(NativeBuffer into, int offset, int length);

    /**
     * Receives without waiting, together with the sender's real ids, which are attached while {@link #passCredentials}
     * is on. Descriptors that the sender has attached are not taken.
     *
     * @param into the memory
     * @param offset where the bytes go
     * @param length how many at most
     * @return what came; never null
     */
    UnixSocket.Received receiveWithCredentials(NativeBuffer into, int offset, int length);

    @Override
    void close();
}
