package org.choros.lock.client;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells somebody how things stand whenever they have changed, one call after the other, on a thread of a pool. There is
 * no queue: the work compares what is with what was told last, so who is slow hears less, and keeps nobody waiting.
 */
final class Teller implements Runnable {
    private final Executor pool;
    private final Runnable work;
    private final AtomicInteger signals = new AtomicInteger();

    /**
     * @param pool has a thread at once, always
     * @param work tells all that is to be told; may throw what the listener throws, once it has noted that it was told
     */
    Teller(Executor pool, Runnable work) {
        this.pool = pool;
        this.work = work;
    }

    /** Something has changed; for any thread. */
    void signal() {
        if (signals.getAndIncrement() == 0) {
            pool.execute(this);
        }
    }

    @Override
    public void run() {
        int seen;
        do {
            seen = signals.get();
            while (!done()) {
                // a fault of a listener's costs what it was told, not what comes after
            }
        } while (!signals.compareAndSet(seen, 0));
    }

    private boolean done() {
        try {
            work.run();
            return true;
        } catch (RuntimeException | Error e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            return false;
        }
    }
}
