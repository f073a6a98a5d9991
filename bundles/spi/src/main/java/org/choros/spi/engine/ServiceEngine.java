package org.choros.spi.engine;

import java.nio.ByteBuffer;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * One service of a node: ordered messages and client requests come in, messages, replies and events go out through the
 * {@link EngineContext}. Pure: no thread, no clock; every method is called on the ring thread and runs to completion.
 */
@ConsumerType
public interface ServiceEngine {
    /** The answer of {@link #nextDeadlineNs()} when nothing is due. */
    long NO_DEADLINE = Long.MAX_VALUE;

    /**
     * Begins to serve.
     *
     * @param nowNs the time
     * @throws EngineException when the configuration forbids it; the message is corosync's reason
     */
    void start(long nowNs) throws EngineException;

    /**
     * Ends in order; what it multicasts here still goes out. Its sessions have been closed before.
     *
     * @param nowNs the time
     */
    void stop(long nowNs);

    /**
     * A node-to-node message of this service, in the total order; also our own.
     *
     * @param function the function number, below {@link EngineDescription#functions()}
     * @param sender the originator's node id
     * @param message the whole message with its 16-byte header, little-endian, position to limit; valid in the call
     * @param nowNs the time
     */
    void onMessage(int function, int sender, ByteBuffer message, long nowNs);

    /**
     * The membership has changed, told at once: before any synchronisation.
     *
     * @param change the change
     * @param nowNs the time
     */
    default void onMembership(Membership change, long nowNs) {
    }

    /**
     * A synchronisation begins.
     *
     * @param change the regular configuration; its transitional members come along with us
     * @param nowNs the time
     */
    default void syncInit(Membership change, long nowNs) {
    }

    /**
     * Exchanges state; called again on every token until done.
     *
     * @param nowNs the time
     * @return whether everything has been sent
     */
    default boolean syncProcess(long nowNs) {
        return true;
    }

    /**
     * All members have sent their state: take it over.
     *
     * @param nowNs the time
     */
    default void syncActivate(long nowNs) {
    }

    /** The membership changed again before this engine's turn was over. */
    default void syncAbort() {
    }

    /**
     * A client has connected and was authorised.
     *
     * @param session its session
     */
    default void onConnect(ClientSession session) {
    }

    /**
     * Whether a request has to wait (be answered with TRY_AGAIN) while the queue is full or the node synchronises.
     *
     * @param request the request id
     * @return the gate of the request tables
     */
    default boolean gated(int request) {
        return false;
    }

    /**
     * Whether somebody waits for an answer to a request. A gated one that nobody waits for cannot be refused, because
     * its client was told that it is taken: the node holds it back, and with it what the client sends behind it.
     *
     * @param request the request id
     * @return false when it is never answered
     */
    default boolean answered(int request) {
        return true;
    }

    /** @return whether the engine still keeps what the ring has not taken: what nobody answers then waits, too */
    default boolean backlogged() {
        return false;
    }

    /** @return the number of request ids, from 0 */
    default int requests() {
        return 0;
    }

    /**
     * A client's request. The engine checks its length and values before use.
     *
     * @param session the client
     * @param request the request id, below {@link #requests()}
     * @param message the whole message with its 16-byte header, little-endian, position to limit; valid in the call
     * @param nowNs the time
     */
    default void onRequest(ClientSession session, int request, ByteBuffer message, long nowNs) {
    }

    /**
     * A client is gone.
     *
     * @param session its session; nothing can be sent any more
     * @param nowNs the time
     */
    default void onDisconnect(ClientSession session, long nowNs) {
    }

    /** @return when {@link #onDeadline} wants to be called, or {@link #NO_DEADLINE} */
    default long nextDeadlineNs() {
        return NO_DEADLINE;
    }

    /**
     * Time has come.
     *
     * @param nowNs the time, at or after {@link #nextDeadlineNs()}
     */
    default void onDeadline(long nowNs) {
    }
}
