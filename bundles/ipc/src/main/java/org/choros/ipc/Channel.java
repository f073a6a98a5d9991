package org.choros.ipc;

import java.nio.ByteBuffer;

import org.choros.posix.UnixStream;

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
        /** This channel cannot carry a message so long. */
        TOO_LONG
    }

    /** The descriptor that tells of requests; the stream's own when each request is announced by a byte there. */
    int requests(UnixStream stream);

    /** Takes one request into the scratch's view: its length, {@link #NOTHING} or {@link #BROKEN}. */
    int receive(Scratch scratch);

    /** Sends a response, position to limit. */
    Sent respond(ByteBuffer message, Scratch scratch);

    /** Sends an event, position to limit. */
    Sent event(ByteBuffer message, Scratch scratch);

    /** Sends what is owed for events already sent: DONE, LATER or BROKEN. */
    Sent settle(UnixStream stream);

    /** Tells the client whether to hold back; false when the channel is damaged. */
    boolean flowControl(int level, Scratch scratch);

    /** Wakes a client that would not notice the end of the stream, after the end of the stream. */
    void farewell(Scratch scratch);

    /** Closes descriptors and mappings, on any thread, last of all; the files are {@link ConnectionFolder#remove}'s. */
    void close();
}
