package org.choros.posix;

/** A connected stream. */
public interface StreamSocket extends ByteSocket {
    /** Ends the conversation in both directions; the peer sees the end of the stream. */
    void shutdown();
}
