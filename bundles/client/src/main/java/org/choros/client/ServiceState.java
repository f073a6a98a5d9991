package org.choros.client;

import java.nio.ByteBuffer;

import org.choros.base.ChorosException;

/** What a client has at its node, which is made anew on every connection, and its ear for events. */
interface ServiceState {
    /**
     * A connection is there, the first or another one, that nobody else uses yet: makes at the node what belongs there.
     *
     * @throws ChorosException when that cannot be; the connection is given up then
     */
    void restore(Connection fresh) throws ChorosException;

    /** An event, whole with its header. */
    void event(ByteBuffer message);

    /** Whether a call may connect again; otherwise only who dispatches, after all events from before. */
    default boolean restoredByCalls() {
        return true;
    }

    /** The connection is gone, as dispatching sees it. */
    default void lost() {
    }

    /**
     * The connection was made again, as dispatching sees it, before its events: tells what has changed meanwhile.
     *
     * @throws ChorosException when the node does not say; the connection is given up then
     */
    default void restored(Connection connection) throws ChorosException {
    }

    /** After {@link #restored}, all events that were there by then have been handed over. */
    default void caughtUp() {
    }
}
