package org.choros.client;

import org.choros.base.ChorosException;
import org.osgi.annotation.versioning.ProviderType;

/** A connection whose events the program may fetch itself. */
@ProviderType
public interface Dispatching {
    /**
     * Calls the listeners for all events that are there, at least for the first that comes in time.
     *
     * @param timeoutMs how long to wait for it, 0 not at all, negative without limit
     * @return how many events there were
     * @throws ChorosException LIBRARY when the node is gone
     */
    int dispatch(int timeoutMs) throws ChorosException;

    /**
     * The descriptor that is readable when there are events, for event loops.
     *
     * @return the descriptor
     */
    int fd();

    /** @return whether the node is still there, as far as it is known */
    boolean connected();
}
