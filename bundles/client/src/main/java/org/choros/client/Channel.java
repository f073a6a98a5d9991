package org.choros.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

import org.choros.base.ChorosException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The way that messages take between us and one service. Requests and replies are for one thread at a time, and events
 * are; those two may differ. What is thrown, other than {@link ChorosException}, is the end of the channel.
 */
@ConsumerType
public interface Channel {
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
     * @throws IOException when the system fails
     */
    void send(ByteBuffer message, int blockedUpTo) throws ChorosException, IOException;

    /** @return the node's level of flow control, 0 when requests are welcome; for any thread */
    int flowControl();

    /**
     * @return whether the node has closed the connection
     * @throws IOException when the system fails
     */
    boolean hungUp() throws IOException;

    /** @return the longest request in bytes that goes through whatever the system's limits are */
    int longestRequest();

    /**
     * Waits a while for a reply.
     *
     * @param timeoutNs how long, not negative
     * @return the reply, or null when none came
     * @throws ChorosException LIBRARY when the node is gone
     * @throws IOException when the system fails
     */
    ByteBuffer receive(long timeoutNs) throws ChorosException, IOException;

    /**
     * Waits a while for an event.
     *
     * @param timeoutMs how long, negative without limit
     * @return the event, valid until the next call, or null when none came
     * @throws ChorosException LIBRARY when the node is gone and all its events were taken
     * @throws IOException when the system fails
     */
    ByteBuffer event(int timeoutMs) throws ChorosException, IOException;

    /** @return the descriptor that is readable when there are events, -1 when there is none */
    int eventFd();

    /** Ends it for both of us, so that whoever waits here does so no longer; {@link #close} follows. For any thread. */
    void hangUp();

    /**
     * Gives back what belongs to us.
     *
     * @param broken whether it had ended before we have ended it, so that perhaps nobody else cleans up
     */
    void close(boolean broken);

    /** @return the process id by which groups know who joins over this */
    default int pid() {
        return (int) ProcessHandle.current().pid();
    }

    /** @return whether the node understands every request here; otherwise it is asked for its version before some */
    default boolean knowsAll() {
        return false;
    }

    /**
     * A listener has thrown.
     *
     * @param failure what it has thrown
     * @return whether that was taken care of; otherwise the thread's handler of uncaught exceptions is told
     */
    default boolean endures(Throwable failure) {
        return false;
    }

    /**
     * Makes the sender of a group that is joined over this.
     *
     * @param group its name
     * @param tryAgainFor how long calls repeat what is answered TRY_AGAIN
     * @return the sender; null for one that sends requests
     */
    default MessageSender sender(String group, Duration tryAgainFor) {
        return null;
    }
}
