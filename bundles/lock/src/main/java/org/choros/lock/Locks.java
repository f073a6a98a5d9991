package org.choros.lock;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.choros.base.ChorosException;
import org.choros.base.Tracking;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Named locks of the whole cluster, which only a quorate partition grants.
 * <p>
 * <b>What is guaranteed.</b> A lock is granted to one holder, or to several that share it, in the order in which the
 * cluster has got their requests. Each grant comes with a <em>token</em>, and tokens of later grants are higher, over
 * partitions, restarts, and the loss of every node: a resource that refuses a token lower than the highest that it has
 * seen is never changed by somebody who has lost the lock without knowing it. What holds or waits for locks ends with
 * this object, and with its process or bundle: then the locks go to the next ones.
 * <p>
 * <b>What is not.</b> That one has been granted a lock does not mean that one has it still: the node may have been cut
 * off meanwhile, or this program may have stood still. Either the resource looks at tokens, or one asks
 * {@link ClusterLock#check} and relies on the answer for no longer than it says, by this host's clock. Clocks that jump
 * forwards break such promises, but not tokens. Two partitions that are both quorate (as {@code two_node} allows) break
 * all of it.
 * <p>
 * Names and data are text of at most 255 bytes in UTF-8. There is one request for a lock at a time of one object: for
 * more of them there are more objects. Listeners and futures are served by threads of this object's own, one for each
 * that is busy: a slow one keeps nobody else waiting, and hears the present state when it is through, not all that was
 * in between. For several threads.
 */
@ProviderType
public interface Locks extends AutoCloseable {
    /** Longest name of a lock in bytes. */
    int NAME_MAX = 255;
    /** Longest data of a request in bytes. */
    int DATA_MAX = 255;
    /** As many locks one object holds and waits for at a time. */
    int REQUESTS_MAX = 1024;
    /** As many locks one object watches at a time, elections included. */
    int WATCHED_MAX = 256;
    /** As many listeners of watched locks one object has at a time. */
    int LISTENERS_MAX = 4096;

    /**
     * Waits for a lock of one's own for as long as it takes.
     *
     * @param name the lock
     * @return the lock, held
     * @throws ChorosException as {@link #acquire(String, LockOptions)}
     */
    default ClusterLock acquire(String name) throws ChorosException {
        return acquire(name, LockOptions.EXCLUSIVE);
    }

    /**
     * Waits for a lock.
     *
     * @param name the lock
     * @param options how it is wanted
     * @return the lock, held
     * @throws ChorosException TIMEOUT when it was not free in time; with {@link LockOptions#withoutWaiting} BUSY when
     *             it is held and TRY_AGAIN while nothing is granted; BAD_OPERATION when the request would wait for a
     *             lock of this object; EXIST when this object holds it or waits for it; NO_RESOURCES at a bound;
     *             TRY_AGAIN while there is no connection; LIBRARY when that is lost meanwhile, INTERRUPT when this
     *             thread is interrupted (both times the request is withdrawn), BAD_HANDLE when this is closed,
     *             INVALID_PARAM for an empty name, NAME_TOO_LONG
     */
    ClusterLock acquire(String name, LockOptions options) throws ChorosException;

    /**
     * Asks for a lock, and returns when the node has the request. A future that is cancelled, or completed by somebody
     * else, withdraws the request, and gives the lock back if it comes all the same.
     *
     * @param name the lock
     * @param options how it is wanted
     * @return the lock, held; fails with a {@link ChorosException} as {@link #acquire(String, LockOptions)}
     */
    CompletableFuture<ClusterLock> acquireAsync(String name, LockOptions options);

    /**
     * Hears who holds a lock, now and whenever that changes. Of changes that follow each other faster than they are
     * agreed on and heard, the last is told.
     *
     * @param name the lock
     * @param listener who hears of it
     * @return the watch; closing it ends it
     * @throws ChorosException NO_RESOURCES at a bound, INVALID_PARAM or NAME_TOO_LONG, or the node cannot be asked
     */
    Tracking watch(String name, HolderListener listener) throws ChorosException;

    /**
     * Stands for an election: who holds the lock of its name leads. The candidate stays one until it is closed, also
     * after it has led and does not any more.
     *
     * @param election the lock
     * @param data what the others see of this candidate when it leads, at most {@link #DATA_MAX} bytes
     * @param listener who hears that it leads, and that it does not any more
     * @return the candidate's part in the election
     * @throws ChorosException EXIST when this object holds the lock, waits for it or stands for it already;
     *             NO_RESOURCES at a bound, INVALID_PARAM or NAME_TOO_LONG, or the node cannot be asked
     */
    LeaderElection join(String election, String data, ElectionListener listener) throws ChorosException;

    /**
     * @param name any lock
     * @return who holds it and who waits, in order, as this node knows it; where there are more than 16 it may change
     *         while it is read
     * @throws ChorosException TRY_AGAIN while the node does not know, INVALID_PARAM or NAME_TOO_LONG
     */
    List<LockPlace> query(String name) throws ChorosException;

    /**
     * @return all locks that somebody holds or waits for, by name, as this node knows it; they may change while they
     *         are read
     * @throws ChorosException TRY_AGAIN while the node does not know
     */
    List<LockSummary> locks() throws ChorosException;

    /**
     * @return how the service is on this node
     * @throws ChorosException when the node cannot be asked
     */
    LockStatus status() throws ChorosException;

    /** Ends the use: all that it holds is given back, all that waits fails with BAD_HANDLE, nobody hears any more. */
    @Override
    void close();
}
