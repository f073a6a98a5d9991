package org.choros.ipc;

import java.nio.ByteBuffer;

import org.choros.posix.StreamSocket;

/** How messages travel between a session and its client: shared-memory rings or datagram sockets. Ring thread only. */
sealed interface Channel permits RingChannel, DatagramChannel {
    /** Nothing to receive. */
    int NOTHING = -1;
    /** The client has damaged the channel, or it is gone. */
    int BROKEN = -2;

    /** What became of a message. */
    enum Sent {
        /** It is on its way. */
        DONE,
        /** There is no room now. */
        LATER,
        /** The client has damaged the channel, or is gone. */
        BROKEN,
        /** The client is gone, and the end of its stream will be seen. */
        GONE,
        /** This channel cannot carry a message so long. */
        TOO_LONG
    }

    /** The descriptor that tells of requests; the stream's own when each request is announced by a byte there. */
    int requests(StreamSocket stream);

    /**
     * Takes one request into the scratch's view: its length, {@link #NOTHING} or {@link #BROKEN}. Several may be read
     * at once, so nobody else may use the channel's working memory before {@link #consumed}.
     *
     * @param announced how many requests are known to be there, this one too
     */
    int receive(Scratch scratch, int announced);

    /** Gives the room of all requests that were taken back to the client; false when the channel is damaged. */
    boolean consumed(Scratch scratch);

    /** Sends a response, position to limit. */
    Sent respond(ByteBuffer message, Scratch scratch);

    /** Sends an event, position to limit; the client need not see it before {@link #settle}. */
    Sent event(ByteBuffer message, Scratch scratch);

    /** Shows the client all events that were sent, and wakes it: DONE, LATER (some bytes are owed) or BROKEN. */
    Sent settle(StreamSocket stream, Scratch scratch);

    /** Tells the client whether to hold back; false when the channel is damaged. */
    boolean flowControl(int level, Scratch scratch);

    /** Wakes a client that would not notice the end of the stream, after the end of the stream. */
    void farewell(Scratch scratch);

    /** Closes descriptors and mappings, on any thread, last of all; the files are {@link ConnectionFolder#remove}'s. */
    void close();
}
