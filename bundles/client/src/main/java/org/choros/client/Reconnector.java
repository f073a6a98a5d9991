package org.choros.client;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.choros.base.ChorosException;
import org.choros.base.CsError;

/**
 * The connection that a session has now and, where that is wanted, the way to the next one: whoever needs it, tries,
 * one at a time, with pauses that grow. Remembers what is to be told of it, at most one loss and one return.
 */
final class Reconnector {
    private static final long FIRST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);
    // of a call that makes a connection when no limit was set: who dispatches does not wait for ever for a sick node
    private static final int ATTEMPT_MS = 10_000;

    private final String service;
    private final ClientOptions options;
    private final ServiceState state;
    private final ReentrantLock attempts = new ReentrantLock();
    private final long longestPauseNs;
    private long pauseNs;
    private volatile long nextAttemptNs = System.nanoTime();
    private volatile Connection current;
    private volatile boolean closed;
    // guarded by this
    private Runnable beginning;
    private Connection restoring;
    private Connection lost;
    private ChorosException loss;
    private ChorosException failure;
    private boolean back;

    Reconnector(String service, ClientOptions options, ServiceState state) throws ChorosException {
        this.service = service;
        this.options = options;
        this.state = state;
        longestPauseNs = Patience.saturated(options.reconnectPause());
        pauseNs = Math.min(longestPauseNs, FIRST_PAUSE_NS);
        Patience patience = new Patience(options.tryAgainFor());
        while (current == null) {
            try {
                current = open(options);
            } catch (ChorosException e) {
                if (e.error() != CsError.TRY_AGAIN || !patience.pause()) {
                    throw e;
                }
            }
        }
    }

    private Connection open(ClientOptions limited) throws ChorosException {
        Channel channel = options.way().connect(service, limited.timeoutMs(), this::begun);
        Connection fresh = new Connection(service, limited.timeoutMs(), channel);
        boolean done = false;
        try {
            restoring(fresh);
            state.restore(fresh);
            done = true;
            return fresh;
        } finally {
            if (!done) {
                fresh.close();
            }
            restoring(null);
        }
    }

    /** An attempt to connect has begun, and this ends it; null when that must not be done any more. */
    private synchronized void begun(Runnable abort) {
        beginning = abort;
        if (closed && abort != null) {
            abort.run();
        }
    }

    private void restoring(Connection fresh) {
        synchronized (this) {
            beginning = null;
            restoring = fresh;
        }
        if (closed && fresh != null) {
            fresh.close();
        }
    }

    Connection current() {
        return current;
    }

    boolean closed() {
        return closed;
    }

    ChorosException disconnected() {
        return new ChorosException(CsError.LIBRARY, service + " is disconnected");
    }

    ChorosException closedError() {
        return new ChorosException(CsError.BAD_HANDLE, service + " is closed");
    }

    /**
     * The connection for a call.
     *
     * @throws ChorosException TRY_AGAIN when it is lost and was not made again
     */
    Connection forCall() throws ChorosException {
        Connection c = current;
        if (!options.reconnects() || c.alive()) {
            return c;
        }
        lost(c, disconnected());
        if (state.restoredByCalls()) {
            attempt();
        }
        c = current;
        if (closed) {
            throw closedError();
        }
        if (!c.connected()) {
            throw new ChorosException(CsError.TRY_AGAIN, service + " is disconnected");
        }
        return c;
    }

    /** It is gone, which counts once of one connection; whether that is to be told now. */
    synchronized boolean lost(Connection c, ChorosException why) {
        if (c != current || c == lost) {
            return false;
        }
        lost = c;
        c.giveUp();
        if (back) {
            // nobody has heard that it was there again
            back = false;
        } else {
            loss = why;
        }
        return loss != null;
    }

    /** Makes a connection if there is none and it is time; whether there is one now. */
    boolean attempt() {
        if (!attempts.tryLock()) {
            return false;
        }
        try {
            if (current.connected()) {
                return true;
            }
            if (closed || untilAttemptNs() > 0) {
                return false;
            }
            int timeoutMs = options.timeoutMs();
            Connection fresh = open(options.withTimeoutMs(timeoutMs == 0 ? ATTEMPT_MS : timeoutMs));
            fresh.timeoutMs(timeoutMs);
            take(fresh);
            return true;
        } catch (ChorosException e) {
            nextAttemptNs = System.nanoTime() + pauseNs;
            pauseNs = Math.min(longestPauseNs, 2 * pauseNs);
            synchronized (this) {
                failure = e;
            }
            return false;
        } finally {
            attempts.unlock();
        }
    }

    private void take(Connection fresh) {
        Connection old = current;
        // one that comes and goes at once does not keep us busy
        pauseNs = Math.min(longestPauseNs, FIRST_PAUSE_NS);
        nextAttemptNs = System.nanoTime() + pauseNs;
        synchronized (this) {
            current = fresh;
            back = true;
            failure = null;
            notifyAll();
        }
        old.close();
        if (closed) {
            fresh.close();
        }
    }

    private long untilAttemptNs() {
        return nextAttemptNs - System.nanoTime();
    }

    /** Waits until it is time for an attempt, somebody else has made one, we are closed, or the time is over. */
    synchronized void await(Deadline deadline) throws ChorosException {
        if (closed || current.connected()) {
            return;
        }
        // when it is time already, somebody else is at it
        long waitNs = deadline.leftNs(untilAttemptNs() > 0 ? untilAttemptNs() : FIRST_PAUSE_NS);
        try {
            if (waitNs > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, waitNs);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChorosException(CsError.INTERRUPT, service, e);
        }
    }

    /** The loss that is still to be told, or null; then it is told. */
    synchronized ChorosException takeLoss() {
        ChorosException taken = loss;
        loss = null;
        return taken;
    }

    /** The last failed attempt that is still to be told, or null. */
    synchronized ChorosException takeFailure() {
        ChorosException taken = failure;
        failure = null;
        return taken;
    }

    /** Whether it is still to be told that there is a connection again. */
    synchronized boolean takeReturn() {
        boolean taken = back;
        back = false;
        return taken;
    }

    void close() {
        Connection fresh;
        synchronized (this) {
            closed = true;
            fresh = restoring;
            if (beginning != null) {
                // ends the set-up that another thread waits for
                beginning.run();
            }
            notifyAll();
        }
        if (fresh != null) {
            fresh.close();
        }
        current.close();
    }
}
