package org.choros.local;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.choros.base.ChorosException;
import org.choros.base.CsError;

/**
 * Completes the futures of messages in the order in which these were sent, on a daemon thread that begins with the
 * first one: what programs hang onto their futures must not run on the ring thread. It ends when the connection has.
 */
final class Completions {
    private final String name;
    private final BooleanSupplier over;
    private final ConcurrentLinkedQueue<Request> sent = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile Thread sleeper;

    /**
     * @param name of the thread
     * @param over whether nothing is sent any more
     */
    Completions(String name, BooleanSupplier over) {
        this.name = name;
        this.over = over;
    }

    void add(Request message) {
        sent.add(message);
        if (!begun.get() && begun.compareAndSet(false, true)) {
            Thread thread = new Thread(this::run, name);
            thread.setDaemon(true);
            thread.start();
        }
        wake();
    }

    /** To be called when nothing is sent any more. */
    void wake() {
        Thread t = sleeper;
        if (t != null) {
            sleeper = null;
            LockSupport.unpark(t);
        }
    }

    private void run() {
        while (true) {
            Request message = sent.poll();
            if (message != null) {
                message.await();
                complete(message.future(), message.error());
            } else if (over.getAsBoolean()) {
                // the next one begins another thread
                begun.set(false);
                if (sent.isEmpty() || !begun.compareAndSet(false, true)) {
                    return;
                }
            } else {
                sleeper = Thread.currentThread();
                if (sent.isEmpty() && !over.getAsBoolean()) {
                    LockSupport.park(this);
                    Thread.interrupted();
                }
                sleeper = null;
            }
        }
    }

    private static void complete(CompletableFuture<Void> future, CsError error) {
        if (error == CsError.OK) {
            future.complete(null);
        } else {
            future.completeExceptionally(new ChorosException(error, "send"));
        }
    }
}
