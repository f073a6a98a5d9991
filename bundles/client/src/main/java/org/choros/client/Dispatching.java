package org.choros.client;

import org.choros.base.ChorosException;
import org.osgi.annotation.versioning.ProviderType;

/** A connection whose events the program may fetch itself. */
@ProviderType
public interface Dispatching {
    /** @return what stands behind this */
    Session session();

    /**
     * Calls the listeners for all events that are there, at least for the first that comes in time. With
     * {@link ClientOptions#withReconnect} this connects again while the node is gone, which may take a little longer.
     *
     * @param timeoutMs how long to wait for it, 0 not at all, negative without limit
     * @return how many events there were
     * @throws ChorosException LIBRARY when the node is gone and is not connected to again, BAD_HANDLE when this is
     *             closed
     */
    default int dispatch(int timeoutMs) throws ChorosException {
        return session().dispatch(timeoutMs, false);
    }

    /**
     * Calls the listeners for one event, that is for the next; after a new connection for all that have to be told of
     * it.
     *
     * @param timeoutMs how long to wait for it, 0 not at all, negative without limit
     * @return whether there was one
     * @throws ChorosException as {@link #dispatch}
     */
    default boolean dispatchOne(int timeoutMs) throws ChorosException {
        return session().dispatch(timeoutMs, true) > 0;
    }

    /**
     * Calls the listeners for events as they come, until another thread or a listener closes this.
     *
     * @throws ChorosException LIBRARY when the node is gone and is not connected to again
     */
    default void dispatchUntilClosed() throws ChorosException {
        session().dispatchUntilClosed();
    }

    /**
     * The descriptor that is readable when there are events, for event loops. With
     * {@link ClientOptions#withReconnect} each connection has another one: ask again after every {@link #dispatch}, and
     * dispatch from time to time while there is none.
     *
     * @return the descriptor, -1 while the node is gone and is to be connected to again
     */
    default int fd() {
        return session().fd();
    }

    /** @return whether the node is there, as far as it is known */
    default boolean connected() {
        return session().connected();
    }

    /**
     * @param listener who hears that the connection was lost and made again, one at a time; null for nobody
     */
    default void listen(ConnectionListener listener) {
        session().listen(listener);
    }

    /** @return what the program has attached to this, null at first */
    default Object context() {
        return session().context();
    }

    /**
     * @param context whatever the program wants to find here again
     */
    default void context(Object context) {
        session().context(context);
    }
}
