package org.choros.local;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A daemon thread for what may take long because others listen to it, such as services that come and go. The ring
 * thread gives it tasks and never waits for it. At most {@value #TASKS_MAX} tasks wait, more are refused.
 */
final class Courier {
    static final int TASKS_MAX = 1024;

    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Runnable idle;
    private final Thread thread;
    /** The thread's own: the last task was run, and what comes after it is nobody's any more. */
    private boolean over;

    /**
     * @param name of the thread
     * @param idle run on it whenever no task waits any more
     */
    Courier(String name, Runnable idle) {
        this.idle = idle;
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * @param task what to run, in order
     * @return false when too many wait
     */
    boolean offer(Runnable task) {
        if (waiting.incrementAndGet() > TASKS_MAX) {
            waiting.decrementAndGet();
            return false;
        }
        tasks.add(task);
        LockSupport.unpark(thread);
        return true;
    }

    boolean inside() {
        return Thread.currentThread() == thread;
    }

    private void run() {
        while (!over) {
            Runnable task = tasks.poll();
            if (task != null) {
                waiting.decrementAndGet();
                guarded(task);
            } else {
                guarded(idle);
                // a task that came after the look has unparked us already
                if (tasks.isEmpty() && !over) {
                    LockSupport.park(this);
                    Thread.interrupted();
                }
            }
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            Thread.UncaughtExceptionHandler handler = Thread.currentThread().getUncaughtExceptionHandler();
            handler.uncaughtException(Thread.currentThread(), e);
        }
    }

    /**
     * Runs what waits, then this, and ends; waits for that a while, except on the thread itself.
     *
     * @param last the last task
     * @param limitMs how long to wait
     * @return whether it was done
     */
    boolean close(Runnable last, long limitMs) {
        CountDownLatch done = new CountDownLatch(1);
        if (inside()) {
            end(last);
            return true;
        }
        // behind all that waits, and whatever comes later is left out
        tasks.add(() -> {
            end(last);
            done.countDown();
        });
        waiting.incrementAndGet();
        LockSupport.unpark(thread);
        try {
            return done.await(limitMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits until the thread has ended. */
    void join(long limitMs) throws InterruptedException {
        thread.join(limitMs);
    }

    private void end(Runnable last) {
        over = true;
        last.run();
    }
}
