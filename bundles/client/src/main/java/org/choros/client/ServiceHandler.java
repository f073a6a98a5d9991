package org.choros.client;

import java.nio.ByteBuffer;

import org.choros.base.ChorosException;
import org.osgi.annotation.versioning.ConsumerType;

/** Hears what a service tells, and what becomes of the connection to it, one after the other. */
@ConsumerType
public interface ServiceHandler {
    /**
     * An event has come.
     *
     * @param message all of it, position to limit; valid during the call
     */
    void event(ByteBuffer message);

    /** The connection is gone, and with it all that the service kept for it; all events from before were handed on. */
    void lost();

    /**
     * The connection was made again, and nothing that it brings was handed on yet: the moment to ask for what had been
     * asked for. Requests may be made from here.
     *
     * @throws ChorosException when that cannot be; the connection is given up then
     */
    default void reconnected() throws ChorosException {
    }
}
