package org.choros.spi.engine;

import java.nio.ByteBuffer;
import java.util.Set;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * One service of a node: ordered messages and client requests come in, messages, replies and events go out through the
 * {@link EngineContext}. Pure: no thread, no clock, no file; every method is called on the engine's thread, one at a
 * time, and runs to completion. That is a thread of its own, or the node's ring thread where the factory is marked with
 * {@link OnRingThread}: then no method may block. Times are nanoseconds of the node's {@link System#nanoTime}, given
 * with each call; they never go back, and may be negative.
 *
 * <pre>
 * create -&gt; start -&gt; (onMembership, synchronisation, onMessage, clients, deadlines)* -&gt; leaving* -&gt; stop
 *
 * onMembership(transitional)            those who come along; the old ring's last messages follow
 * onMembership(regular), syncInit       the new ring; messages from here on are those of the synchronisation
 *   syncProcess until true              our turn: send our state
 *   syncActivate                        everybody has: take over
 * onSynchronised                        all services are through; ordinary messages flow again
 *       a new configuration begins again at the top, from anywhere: then there is no syncActivate
 * </pre>
 *
 * An engine that throws harms nobody else: it is logged, its client is disconnected, and after 16 times it is unloaded.
 * So is one that does not come back or lags too far behind, if it has a thread of its own.
 * In a synchronisation a turn that throws is over, because all others wait for its end.
 */
@ConsumerType
public interface ServiceEngine {
    /** The answer of {@link #nextDeadlineNs()} when nothing is due. */
    long NO_DEADLINE = Long.MAX_VALUE;

    // --- life

    /**
     * Begins to serve. The configuration has been read, the ring may or may not be there: an engine that is loaded into
     * a running node is told of the present configuration by the synchronisation that its loading causes.
     *
     * @param nowNs the time
     * @throws EngineException when the configuration forbids it; the message is the reason for the log. A node does not
     *             start without the services of corosync, and starts without others
     */
    void start(long nowNs) throws EngineException;

    /**
     * The node is to leave its ring in order, but not before its engines have brought to an end what others are to take
     * over. Asked again and again until all engines have answered true, or {@code choros.leave_limit_ms} has passed;
     * all other calls come meanwhile as before. Not asked when the plug-in goes, nor when the node ends for a fault.
     * Since 1.2.
     *
     * @param nowNs the time
     * @return whether the node may leave, as far as this engine is concerned
     */
    default boolean leaving(long nowNs) {
        return true;
    }

    /**
     * Ends in order: the node ends, or the plug-in goes. Sessions have been closed before
     * ({@link #onDisconnect} was called for each). What is multicast here still goes out, if the queue takes it.
     *
     * @param nowNs the time
     */
    void stop(long nowNs);

    /**
     * The configuration was read again while the node runs, and what changed is in the map now. Not called for single
     * keys that somebody sets in the map: those are tracked there.
     *
     * @param keys the keys that were added, changed or removed, in ascending order; never empty
     * @param nowNs the time
     */
    default void onConfigurationChanged(Set<String> keys, long nowNs) {
        // Most engines read their configuration once.
    }

    // --- messages

    /**
     * A node-to-node message of this service, in the total order; also our own. All members of a ring get the same
     * messages in the same order, and who goes on together to the next ring has got the same until then. That is not
     * to say that others have it already (see {@link #onStable}).
     *
     * @param function the function number, below {@link EngineDescription#functions()}
     * @param sender the originator's node id
     * @param message the whole message with its 16-byte header, little-endian, position to limit; valid in the call.
     *            Nothing but the function has been checked: it may be shorter than any message that the sender's
     *            version knows, and what is in it may be wrong
     * @param nowNs the time
     */
    void onMessage(int function, int sender, ByteBuffer message, long nowNs);

    /**
     * Every member of the present ring holds all messages up to a position, the end of this engine's turn in the
     * synchronisation included: whoever of them goes on to another ring delivers them before. A decision that must not
     * be forgotten when we are cut off in the next moment is told to the outside when it is stable, two rotations of
     * the token after its delivery. Called once for all that became stable with a token, and only when there was
     * something for this engine.
     *
     * @param position all positions of this ring up to this one, see {@link EngineContext#position()}
     * @param nowNs the time
     */
    default void onStable(long position, long nowNs) {
        // Most engines can do without.
    }

    // --- membership and synchronisation

    /**
     * The membership has changed, told at once: before any synchronisation.
     *
     * @param change the change
     * @param nowNs the time
     */
    default void onMembership(Membership change, long nowNs) {
    }

    /**
     * A synchronisation begins, of all services at once; what went before is void. Only for engines that
     * {@linkplain EngineDescription#synchronises() synchronise}, as are the next four.
     *
     * @param change the regular configuration; its transitional members come along with us
     * @param nowNs the time
     */
    default void syncInit(Membership change, long nowNs) {
    }

    /**
     * Our turn: all services with lower ids are through on all members. Exchanges state; called again on every token
     * until done.
     *
     * @param nowNs the time
     * @return whether everything has been sent: then it is not called again, and a barrier follows. As long as one
     *         member says false, no node of the cluster serves its clients
     */
    default boolean syncProcess(long nowNs) {
        return true;
    }

    /**
     * All members have sent their state: take it over. At the same point of the message stream on all members that get
     * this far; a member that is cut off in this moment may be the only one that does, see {@link #onStable}.
     *
     * @param nowNs the time
     */
    default void syncActivate(long nowNs) {
    }

    /** The membership changed again in this engine's turn. Not called when it was another's: then syncInit follows. */
    default void syncAbort() {
    }

    /**
     * The synchronisation of all services is complete: what is multicast from now on is ordered behind what was sent
     * before it.
     *
     * @param nowNs the time
     */
    default void onSynchronised(long nowNs) {
    }

    // --- clients

    /**
     * A client has connected and was authorised (root, or by the {@code uidgid} keys). Only for engines with an
     * {@linkplain EngineDescription#ipcName() IPC name}, as are the next four; never before the node's first
     * synchronisation is complete.
     *
     * @param session its session
     */
    default void onConnect(ClientSession session) {
    }

    /**
     * Whether a request has to wait (be answered with TRY_AGAIN) while the queue is full or the node synchronises. This
     * and the next may be asked once, for all requests, after {@link #start}.
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

    /**
     * @return the number of request ids, from 0, always the same after {@link #start}; other ids are answered with
     *         INVALID_PARAM
     */
    default int requests() {
        return 0;
    }

    /**
     * A client's request. The engine checks its length and values before use, and answers it once, now or later, with
     * {@link ClientSession#respond}: replies go out in the order of the requests.
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

    // --- time

    /**
     * Asked after every call, on the ring thread after every one into the node: cheap, and without effects.
     *
     * @return when {@link #onDeadline} wants to be called, or {@link #NO_DEADLINE}
     */
    default long nextDeadlineNs() {
        return NO_DEADLINE;
    }

    /**
     * Time has come; late at times, as when the process was not scheduled.
     *
     * @param nowNs the time, at or after {@link #nextDeadlineNs()}
     */
    default void onDeadline(long nowNs) {
    }
}
