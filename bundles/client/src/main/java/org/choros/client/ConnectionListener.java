package org.choros.client;

import org.choros.base.ChorosException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears that a connection was lost and made again, between the events before and those after, on the same thread: see
 * {@link ClientOptions#withReconnect}. What comes and goes while nobody dispatches is told as one loss and one return.
 */
@ConsumerType
public interface ConnectionListener {
    /**
     * The node is gone, or has ended the connection. Connections that are not made again tell it only where they
     * dispatch on threads of their own.
     *
     * @param why what was seen of it
     */
    void disconnected(ChorosException why);

    /**
     * The connection was made again: to a new process with a new state, of which nothing is known any more. Trackings
     * are at work again, and the differences or the present state are told next.
     */
    void reconnected();

    /**
     * An attempt to connect again has failed; there will be another one.
     *
     * @param why what was seen of it
     */
    default void attemptFailed(ChorosException why) {
    }
}
