package org.choros.node.services;

import java.nio.ByteBuffer;

/** What the context of an engine can besides: for engines on threads of their own. For the ring thread. */
public interface Supervision {
    /**
     * The engine has thrown on its own thread; counted like what throws here.
     *
     * @param doing in which call
     * @param thrown what it threw
     */
    void failed(String doing, Throwable thrown);

    /**
     * The engine is to be unloaded, as soon as nothing is going on in the ring.
     *
     * @param reason why, for the log
     */
    void unload(String reason);

    /**
     * Sends what an engine had to say that is unloaded already.
     *
     * @param message the message
     * @return false when the queue is full
     */
    boolean lastWords(ByteBuffer message);

    /** @return whether so much waits for the ring that who can wait should */
    boolean filling();
}
