package org.choros.lock.client;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.base.Tracking;
import org.choros.lock.ClusterLock;
import org.choros.lock.ElectionListener;
import org.choros.lock.LeaderElection;
import org.choros.lock.LockHolder;
import org.choros.lock.LockOptions;
import org.choros.lock.LockPromise;
import org.choros.lock.LossReason;

/**
 * A candidate: asks for the lock, leads while it is held, and asks again when it was lost or could not be asked for.
 *
 * <pre>
 * stands --granted--&gt; leads --lost, resigns--&gt; stands      from each: close; the connection ends for good
 * </pre>
 */
final class Election implements LeaderElection {
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 2_000;

    private final LockClient locks;
    private final String name;
    private final LockOptions options;
    private final ElectionListener listener;
    private final Teller teller;
    // guarded by this
    private CompletableFuture<ClusterLock> asked;
    private ClusterLock held;
    private LossReason reason = LossReason.OTHER;
    private LockHolder leader;
    private ChorosException end;
    private long pauseMs = FIRST_PAUSE_MS;
    private Tracking watch;
    private boolean closed;
    // the teller's
    private long toldToken;
    private LockHolder toldLeader;
    private boolean toldEnd;

    Election(LockClient locks, String name, String data, ElectionListener listener) {
        this.locks = locks;
        this.name = name;
        this.listener = listener;
        options = LockOptions.EXCLUSIVE.withData(data);
        leader = LockHolder.unknown(name);
        toldLeader = leader;
        teller = new Teller(locks.pool(), this::tell);
    }

    /** Stands for the first time; fails when the node does not take it. */
    void begin() throws ChorosException {
        Tracking added = locks.watch(name, this::leads);
        synchronized (this) {
            watch = added;
        }
        boolean done = false;
        try {
            follow(locks.ask(name, options));
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    private void leads(LockHolder holder) {
        synchronized (this) {
            leader = holder;
        }
        teller.signal();
    }

    private void follow(CompletableFuture<ClusterLock> future) {
        boolean over;
        synchronized (this) {
            asked = future;
            over = closed;
        }
        if (over) {
            future.cancel(false);
            return;
        }
        future.whenComplete((lock, error) -> {
            if (error == null) {
                granted(lock);
            } else {
                failed(error);
            }
        });
    }

    private void granted(ClusterLock lock) {
        boolean over;
        synchronized (this) {
            asked = null;
            pauseMs = FIRST_PAUSE_MS;
            over = closed;
            if (!over) {
                held = lock;
            }
        }
        if (over) {
            lock.close();
            return;
        }
        teller.signal();
        lock.listen(this::lost);
    }

    private void lost(ClusterLock lock, LossReason why) {
        synchronized (this) {
            if (held != lock) {
                return;
            }
            held = null;
            reason = why;
        }
        teller.signal();
        ask();
    }

    /** Waits for the node's answer: only on threads of ours that nobody else needs, or the program's. */
    private void ask() {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        try {
            follow(locks.ask(name, options));
        } catch (ChorosException e) {
            failed(e);
        }
    }

    private void failed(Throwable why) {
        long afterMs;
        synchronized (this) {
            asked = null;
            if (closed) {
                return;
            }
            if (locks.ended()) {
                end = cause(why);
                teller.signal();
                return;
            }
            afterMs = pauseMs;
            pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs);
        }
        CompletableFuture.delayedExecutor(afterMs, TimeUnit.MILLISECONDS, locks.pool()).execute(this::ask);
    }

    private static ChorosException cause(Throwable why) {
        Throwable cause = why instanceof CompletionException ? why.getCause() : why;
        return cause instanceof ChorosException e ? e : new ChorosException(CsError.LIBRARY, "election", cause);
    }

    private void tell() {
        while (tellOne()) {
            // until all that is was told
        }
    }

    private boolean tellOne() {
        long token;
        LossReason why;
        LockHolder now;
        ChorosException over;
        synchronized (this) {
            if (closed) {
                return false;
            }
            token = held == null ? 0 : held.token();
            why = reason;
            now = leader;
            over = end;
        }
        if (token != toldToken && toldToken != 0) {
            toldToken = 0;
            listener.notElected(why);
        } else if (token != toldToken) {
            toldToken = token;
            listener.elected(token);
        } else if (!Objects.equals(now, toldLeader)) {
            toldLeader = now;
            listener.leader(now);
        } else if (over != null && !toldEnd) {
            toldEnd = true;
            listener.ended(over);
        } else {
            return false;
        }
        return true;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public synchronized boolean leads() {
        return held != null && held.state() == ClusterLock.State.HELD;
    }

    @Override
    public synchronized long token() {
        return leads() ? held.token() : 0;
    }

    @Override
    public synchronized LockHolder leader() {
        return leader;
    }

    @Override
    public LockPromise check() throws ChorosException {
        ClusterLock lock;
        synchronized (this) {
            lock = held;
        }
        if (lock == null) {
            throw new ChorosException(CsError.NOT_EXIST, "does not lead " + name);
        }
        return lock.check();
    }

    @Override
    public void resign() {
        ClusterLock lock;
        synchronized (this) {
            lock = held;
            if (lock == null) {
                return;
            }
            held = null;
            reason = LossReason.RESIGNED;
        }
        lock.close();
        teller.signal();
        ask();
    }

    @Override
    public void close() {
        CompletableFuture<ClusterLock> waiting;
        ClusterLock lock;
        Tracking watched;
        synchronized (this) {
            closed = true;
            waiting = asked;
            lock = held;
            watched = watch;
            asked = null;
            held = null;
            watch = null;
        }
        if (waiting != null) {
            waiting.cancel(false);
        }
        if (lock != null) {
            lock.close();
        }
        if (watched != null) {
            try {
                watched.close();
            } catch (ChorosException e) {
                // the node could not be told, and what it tells goes nowhere
            }
        }
    }
}
