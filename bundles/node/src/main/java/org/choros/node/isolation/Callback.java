package org.choros.node.isolation;

import org.choros.spi.engine.ServiceEngine;

/**
 * One call on its way to an engine.
 *
 * @param kind what bounds it
 * @param name the method, for the log
 * @param bytes what it holds of messages
 * @param sight what the context answers meanwhile
 * @param body makes the call
 * @param failed what is to be done on the ring thread when it throws, or null
 */
record Callback(Kind kind, String name, int bytes, Sight sight, Body body, Runnable failed) {
    /** What bounds a call. */
    enum Kind {
        /** A gap would break virtual synchrony: an engine that is too far behind is unloaded. */
        ORDERED,
        /** A client's: at the bound the client is disconnected. */
        CLIENT,
        /** There is at most one of each sort. */
        SINGLE
    }

    /** A call. */
    @FunctionalInterface
    interface Body {
        void call(ServiceEngine engine) throws Exception;
    }
}
