package org.choros.lock.client;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.engine.lock.ipc.LockReply;
import org.choros.engine.lock.ipc.LockRequest;
import org.choros.lock.ClusterLock;
import org.choros.lock.LockOptions;
import org.choros.lock.LockPromise;
import org.choros.lock.LossListener;
import org.choros.lock.LossReason;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;

/**
 * One request for a lock, and the lock that it becomes. What happens to it is written under the monitor of its
 * {@link Requests}, and told by a {@link Teller}.
 *
 * <pre>
 * ASKED --granted--&gt; HELD --lost--&gt; LOST
 *   |                  +--close--&gt; CLOSED
 *   +--refused, the node is gone, close: the future fails
 * </pre>
 */
final class LockHandle implements ClusterLock {
    private enum Phase {
        ASKED, HELD, LOST, CLOSED, FAILED
    }

    private static final long MS_PER_S = 1_000;
    private static final long NS_PER_MS = 1_000_000;

    private final Requests requests;
    private final String name;
    private final String wireName;
    private final LockOptions options;
    private final CompletableFuture<ClusterLock> future = new CompletableFuture<>();
    private final Teller teller;
    private volatile Phase phase = Phase.ASKED;
    private volatile long number;
    private volatile long token;
    private volatile LossReason loss;
    private volatile ChorosException failure;
    private volatile LossListener listener;
    /** The teller's: who was told of the loss. */
    private LossListener told;

    LockHandle(Requests requests, String name, LockOptions options) throws ChorosException {
        this.requests = requests;
        this.name = name;
        this.options = options;
        wireName = Text.name(name);
        teller = new Teller(requests.pool(), this::tell);
    }

    LockRequest.Lock request() {
        return new LockRequest.Lock(wireName, options.shared() ? LockRequest.SHARED : LockRequest.EXCLUSIVE,
                options.waiting() ? 0 : LockRequest.TRY, ms(options.timeout()), ms(options.timeToLive()),
                Text.toWire(options.data()));
    }

    /** Milliseconds, unsigned, at least one unless there is no limit; the options have a bound. */
    private static int ms(Duration duration) {
        return (int) (duration.getSeconds() * MS_PER_S + (duration.getNano() + NS_PER_MS - 1) / NS_PER_MS);
    }

    CompletableFuture<ClusterLock> future() {
        return future;
    }

    // --- under the monitor of the requests

    /** The node has it under this number. */
    void asked(long by) {
        number = by;
    }

    void granted(long with) {
        if (phase == Phase.ASKED) {
            token = with;
            phase = Phase.HELD;
            teller.signal();
        }
    }

    void lost(LossReason why) {
        if (phase == Phase.HELD) {
            loss = why;
            phase = Phase.LOST;
            teller.signal();
        }
    }

    void failed(CsError why) {
        if (phase == Phase.ASKED) {
            failure = new ChorosException(why, "lock " + name);
            phase = Phase.FAILED;
            teller.signal();
        }
    }

    /** The connection is gone, and with it the lock or the place in the queue. */
    void disconnected() {
        failed(CsError.LIBRARY);
        lost(LossReason.CONNECTION);
    }

    /** Its user has closed all. */
    void ended() {
        failed(CsError.BAD_HANDLE);
        if (phase == Phase.HELD) {
            phase = Phase.CLOSED;
            // one that was just granted is told, and is closed
            teller.signal();
        }
    }

    // --- the teller

    private void tell() {
        if (!future.isDone()) {
            if (failure != null) {
                future.completeExceptionally(failure);
            } else if (phase != Phase.ASKED) {
                future.complete(this);
            }
        }
        LossListener l = listener;
        if (phase == Phase.LOST && l != null && l != told) {
            told = l;
            l.lost(this, loss);
        }
    }

    /** From now on a future that somebody else ends withdraws the request. */
    void follow() {
        future.whenComplete((lock, error) -> {
            if (lock != this && failure == null) {
                // not here: that may be a thread of which others wait for something
                requests.pool().execute(this::close);
            }
        });
    }

    // --- any thread

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean shared() {
        return options.shared();
    }

    @Override
    public long token() {
        return token;
    }

    @Override
    public State state() {
        return switch (phase) {
            case ASKED, HELD -> State.HELD;
            case LOST -> State.LOST;
            case CLOSED, FAILED -> State.CLOSED;
        };
    }

    @Override
    public LossReason loss() {
        return loss;
    }

    @Override
    public LockPromise check() throws ChorosException {
        return check(0);
    }

    @Override
    public LockPromise renew() throws ChorosException {
        return check(LockRequest.RENEW);
    }

    private LockPromise check(int flags) throws ChorosException {
        checkHeld();
        long beginNs = System.nanoTime();
        ByteBuffer reply = requests.service().ask(new LockRequest.Check(number, flags));
        int error = IpcMessage.errorOf(reply);
        if (error != IpcError.OK) {
            throw new ChorosException(CsError.of(error), "lock " + name);
        }
        LockReply.Checked checked = LockReply.Checked.decode(reply);
        if (checked == null || checked.token() != token) {
            throw new ChorosException(CsError.LIBRARY, "lock " + name + ": malformed reply");
        }
        if (phase == Phase.CLOSED) {
            // whoever has closed it has given up the promise, too
            throw new ChorosException(CsError.NOT_EXIST, "lock " + name + " was closed");
        }
        return new LockPromise(token, beginNs, checked.validNs());
    }

    private void checkHeld() throws ChorosException {
        if (phase != Phase.HELD) {
            throw new ChorosException(CsError.NOT_EXIST,
                    "lock " + name + (loss == null ? " was closed" : " was lost: " + loss));
        }
    }

    @Override
    public void listen(LossListener added) {
        listener = added;
        if (added != null) {
            teller.signal();
        }
    }

    @Override
    public void close() {
        boolean ours;
        synchronized (requests) {
            ours = phase == Phase.HELD || phase == Phase.ASKED;
            if (ours) {
                phase = Phase.CLOSED;
                requests.forget(number);
            }
        }
        if (ours) {
            requests.giveBack(number);
        }
    }

    @Override
    public String toString() {
        return "lock " + name + " " + phase + (token == 0 ? "" : " with token " + Long.toHexString(token));
    }
}
