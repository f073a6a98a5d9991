package org.choros.spi.engine;

import java.nio.ByteBuffer;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

/**
 * One connected client of one engine. For the engine's thread only; no call blocks, and after its disconnection none
 * does anything.
 */
@ProviderType
public interface ClientSession {
    /** @return the client's process id */
    int pid();

    /** @return the client's user id */
    int uid();

    /** @return the client's group id */
    int gid();

    /** @return the name of the client's program where the session knows it; empty: the node asks the system */
    default String processName() {
        return "";
    }

    /** @return a number that no other session of this node ever had; never 0 */
    long id();

    /**
     * Answers a request: the client waits for one answer to each, in their order.
     *
     * @param message the whole message with its 24-byte header (id i32, 4 pad bytes, size i32, 4 pad bytes, error i32,
     *            1 for success, 4 pad bytes), little-endian, position to limit, at most 1 MiB; copied. C clients have a
     *            buffer of the length that they expect: an answer is never longer than documented
     */
    void respond(ByteBuffer message);

    /**
     * Sends an event. Events that the client has not taken are kept up to a bound; past it the session is closed.
     *
     * @param message the whole message with its 24-byte header as in {@link #respond}, position to limit, at most 1
     *            MiB; copied
     */
    void event(ByteBuffer message);

    /**
     * @param <T> what the engine keeps for this session
     * @return what {@link #attach} was given, or null
     */
    <T> T attachment();

    /**
     * @param attachment what the engine keeps for this session
     */
    void attach(Object attachment);

    /** @return what this connection has seen so far; {@link SessionStatistics#NONE} of a session that does not count */
    default SessionStatistics statistics() {
        return SessionStatistics.NONE;
    }

    /**
     * Opens memory that the client has made for the two of us, and removes its name.
     *
     * @param path its name as the client says
     * @param size bytes that it says to have
     * @return the memory, which the caller closes; empty when there is none of this size, when it is not the client's,
     *         or when a session of this kind shares none
     */
    default Optional<SharedMemory> share(String path, long size) {
        return Optional.empty();
    }

    /** Closes the connection; {@link ServiceEngine#onDisconnect} follows. */
    void disconnect();
}
