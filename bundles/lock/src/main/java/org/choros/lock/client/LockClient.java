package org.choros.lock.client;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.base.Tracking;
import org.choros.client.ChorosClient;
import org.choros.client.ServiceClient;
import org.choros.client.ServiceHandler;
import org.choros.engine.lock.ipc.LockReply;
import org.choros.engine.lock.ipc.LockRequest;
import org.choros.lock.ClusterLock;
import org.choros.lock.ElectionListener;
import org.choros.lock.HolderListener;
import org.choros.lock.LeaderElection;
import org.choros.lock.LockOptions;
import org.choros.lock.LockPlace;
import org.choros.lock.LockStatus;
import org.choros.lock.LockSummary;
import org.choros.lock.Locks;
import org.choros.wire.ipc.IpcMessage;

/**
 * {@link Locks} over one connection to a node. When that was lost, all that was held is lost, too, and what waited has
 * failed; where the client's options have it made again, watches and candidates go on.
 */
public final class LockClient implements Locks {
    private static final AtomicInteger THREADS = new AtomicInteger();
    private static final long IDLE_S = 1;

    private final Executor pool;
    private final ServiceClient service;
    private final Requests requests;
    private final Watches watches;
    private volatile boolean closed;

    /** What the node tells, on the thread of the connection, which it never holds. */
    private final class Ear implements ServiceHandler {
        @Override
        public void event(ByteBuffer message) {
            if (IpcMessage.idOf(message) == LockReply.Holder.ID) {
                watches.event(message);
            } else {
                requests.event(message);
            }
        }

        @Override
        public void lost() {
            requests.lost();
            watches.lost();
        }

        @Override
        public void reconnected() throws ChorosException {
            watches.reconnected();
        }
    }

    /**
     * @param client how to reach the node; its options say how long calls take, and whether the connection outlives the
     *            node
     * @throws ChorosException LIBRARY when there is no node or it has no lock service, TRY_AGAIN when it is starting,
     *             ACCESS when we may not, NOT_SUPPORTED when a node of this JVM has no such service
     */
    public LockClient(ChorosClient client) throws ChorosException {
        // one thread for each listener that is busy, of which there are bounds: none waits for another one
        pool = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_S, TimeUnit.SECONDS, new SynchronousQueue<>(),
                LockClient::thread);
        service = client.service(LockRequest.SERVICE, new Ear());
        requests = new Requests(service, pool);
        watches = new Watches(service, pool);
        service.begin();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "choros-locks-" + THREADS.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    Executor pool() {
        return pool;
    }

    boolean ended() {
        return closed || service.ended();
    }

    /** Asks, and returns when the node has the request. */
    CompletableFuture<ClusterLock> ask(String name, LockOptions options) throws ChorosException {
        LockHandle handle = new LockHandle(requests, name, options);
        requests.ask(handle);
        return handle.future();
    }

    @Override
    public ClusterLock acquire(String name, LockOptions options) throws ChorosException {
        CompletableFuture<ClusterLock> future = ask(name, options);
        try {
            return future.get();
        } catch (ExecutionException e) {
            CsError error = e.getCause() instanceof ChorosException c ? c.error() : CsError.LIBRARY;
            throw new ChorosException(error, "lock " + name, e.getCause());
        } catch (InterruptedException e) {
            if (!future.cancel(false)) {
                future.thenAccept(ClusterLock::close);
            }
            Thread.currentThread().interrupt();
            throw new ChorosException(CsError.INTERRUPT, "lock " + name, e);
        }
    }

    @Override
    public CompletableFuture<ClusterLock> acquireAsync(String name, LockOptions options) {
        try {
            return ask(name, options);
        } catch (ChorosException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public Tracking watch(String name, HolderListener listener) throws ChorosException {
        return watches.watch(Text.name(name), listener);
    }

    @Override
    public LeaderElection join(String election, String data, ElectionListener listener) throws ChorosException {
        Election candidate = new Election(this, election, data, listener);
        candidate.begin();
        return candidate;
    }

    @Override
    public List<LockPlace> query(String name) throws ChorosException {
        String bytes = Text.name(name);
        List<LockPlace> places = new ArrayList<>();
        while (true) {
            LockReply.Queue some = decoded(
                    LockReply.Queue.decode(service.call(new LockRequest.Query(bytes, places.size()))));
            some.places().forEach(p -> places.add(place(p)));
            if (some.places().isEmpty() || places.size() >= some.total()) {
                return places;
            }
        }
    }

    private static LockPlace place(LockReply.Place p) {
        LockPlace.State state = switch (p.state()) {
            case LockReply.HELD -> LockPlace.State.HELD;
            case LockReply.ABANDONED -> LockPlace.State.ABANDONED;
            default -> LockPlace.State.WAITING;
        };
        return new LockPlace(p.nodeId(), p.pid(), state, p.mode() == LockRequest.SHARED, p.token(), p.request(),
                Text.fromWire(p.data()));
    }

    @Override
    public List<LockSummary> locks() throws ChorosException {
        List<LockSummary> all = new ArrayList<>();
        String after = "";
        while (true) {
            LockReply.Named next;
            try {
                next = decoded(LockReply.Named.decode(service.call(new LockRequest.Next(after))));
            } catch (ChorosException e) {
                if (e.error() == CsError.NO_SECTIONS) {
                    return all;
                }
                throw e;
            }
            after = next.name();
            all.add(new LockSummary(Text.fromWire(after), next.holders(), next.waiters()));
        }
    }

    @Override
    public LockStatus status() throws ChorosException {
        LockReply.Status s = decoded(LockReply.Status.decode(service.call(new LockRequest.Status())));
        return new LockStatus(has(s, LockReply.SYNCHRONISED), has(s, LockReply.QUORATE), has(s, LockReply.ALL_QUORATE),
                has(s, LockReply.GRACE), Duration.ofMillis(Integer.toUnsignedLong(s.leaseMs())),
                s.participants(), s.locks(), s.held(), s.waiting(), s.abandoned(), s.nextToken(), s.digest(),
                s.diverged());
    }

    private static boolean has(LockReply.Status status, int flag) {
        return (status.flags() & flag) != 0;
    }

    private static <T> T decoded(T reply) throws ChorosException {
        if (reply == null) {
            throw new ChorosException(CsError.LIBRARY, LockRequest.SERVICE + " sent a malformed message");
        }
        return reply;
    }

    @Override
    public void close() {
        closed = true;
        requests.close();
        watches.close();
        service.close();
    }
}
