package org.choros.client;

import java.io.IOException;
import java.nio.ByteBuffer;

import org.choros.base.ChorosException;

/**
 * The way that messages take between us and one service. Requests and replies are for one thread at a time, and events
 * are; those two may differ.
 */
sealed interface Channel permits SharedMemoryChannel, SocketChannel {
    /** Flow control that stops every request. */
    int BLOCKED = 1;
    /** Flow control while the node synchronises or its queue is full: it stops messages, which nobody answers. */
    int BLOCKED_HARD = 2;

    /**
     * Sends a request.
     *
     * @param message all of it, position to limit
     * @param blockedUpTo the highest level of flow control that stops it; above that it is sent all the same, and waits
     * @throws ChorosException TRY_AGAIN when there is no room or the node does not want any now, TOO_BIG, or LIBRARY
     *             when the node is gone
     */
    void send(ByteBuffer message, int blockedUpTo) throws ChorosException, IOException;

    /** @return the node's level of flow control, 0 when requests are welcome; for any thread */
    int flowControl();

    /** @return whether the node has closed the connection */
    boolean hungUp() throws IOException;

    /** @return the longest request in bytes that goes through whatever the system's limits are */
    int longestRequest();

    /**
     * Waits a while for a reply.
     *
     * @param timeoutNs how long, not negative
     * @return the reply, or null when none came
     */
    ByteBuffer receive(long timeoutNs) throws ChorosException, IOException;

    /**
     * Waits a while for an event.
     *
     * @param timeoutMs how long, negative without limit
     * @return the event, or null when none came
     * @throws ChorosException LIBRARY when the node is gone and all its events were taken
     */
    ByteBuffer event(int timeoutMs) throws ChorosException, IOException;

    /** @return the descriptor that is readable when there are events */
    int eventFd();

    /**
     * Gives back what belongs to us.
     *
     * @param serverDead whether nobody else will clean up
     */
    void close(boolean serverDead);
}
