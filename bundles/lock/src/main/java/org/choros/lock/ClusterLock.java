package org.choros.lock;

import org.choros.base.ChorosException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A lock that was granted to us. It is ours until we close it or are told that it is lost; see {@link Locks} for what
 * that is worth. For several threads.
 */
@ProviderType
public interface ClusterLock extends AutoCloseable {
    /** What has become of a lock. */
    enum State {
        /** Ours, as far as is known here. */
        HELD,
        /** Lost: {@link ClusterLock#loss} says why. */
        LOST,
        /** Given back. */
        CLOSED
    }

    /** @return its name */
    String name();

    /** @return whether others may have it, too */
    boolean shared();

    /**
     * @return its fencing token, an unsigned number: higher than that of every grant before, of any lock. Hand it to
     *         the resource with every change, and have that refuse what comes with a lower one than it has seen
     */
    long token();

    /** @return what has become of it, as far as is known here; the cluster may know better */
    State state();

    /** @return why it was lost, null when it was not */
    LossReason loss();

    /**
     * Makes sure that it is ours, and for how long nobody else will have it, whatever happens to our node.
     *
     * @return the promise, which begins before this asks
     * @throws ChorosException NOT_EXIST when it is not ours any more, TIMEOUT, LIBRARY or TRY_AGAIN when the node does
     *             not answer: then nothing is promised
     */
    LockPromise check() throws ChorosException;

    /**
     * Does so, and begins its time to live anew, where it has one.
     *
     * @return the promise
     * @throws ChorosException as {@link #check}
     */
    LockPromise renew() throws ChorosException;

    /**
     * @param listener who hears that it is lost, once, and now if it is lost already; null for nobody
     */
    void listen(LossListener listener);

    /**
     * Gives it back: the next one may have it at once, whatever was promised. Returns when the node knows; where the
     * node cannot be told now, it is told as soon as that can be. Again it does nothing.
     */
    @Override
    void close();
}
