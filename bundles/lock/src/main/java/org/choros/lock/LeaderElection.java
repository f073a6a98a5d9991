package org.choros.lock;

import org.choros.base.ChorosException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A candidate's part in an election: an exclusive lock that is asked for again whenever it was lost, and a watch. So at
 * most one candidate of the cluster holds a promise that it leads ({@link #check}), and a later leader has a higher
 * token; that somebody was told that he leads is worth as much as that he was granted a lock. For several threads.
 */
@ProviderType
public interface LeaderElection extends AutoCloseable {
    /** @return the election, which is the name of the lock */
    String name();

    /** @return whether this candidate leads, as far as is known here */
    boolean leads();

    /** @return the token of its leadership, unsigned; 0 when it does not lead */
    long token();

    /** @return who leads, as far as the node knows, with his data */
    LockHolder leader();

    /**
     * Makes sure that this candidate leads, see {@link ClusterLock#check}.
     *
     * @return the promise that nobody else does
     * @throws ChorosException NOT_EXIST when it does not lead, else as {@link ClusterLock#check}
     */
    LockPromise check() throws ChorosException;

    /**
     * Leaves the lead to the next one and stands again, behind all that stand. Alone, it is elected again. Does nothing
     * when it does not lead.
     */
    void resign();

    /** Stands no more, and leads no more. The listener is not called any more, but a call that has begun may run. */
    @Override
    void close();
}
