package org.choros.node;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.choros.spi.log.LogLevel;

/**
 * The thread for what may block. At most {@value #TASKS_MAX} tasks wait: past that something hangs, and what is given
 * then is dropped with a line. A task that throws is logged. Safe for all threads.
 */
final class AdminThread implements Executor {
    /** More tasks than this do not wait. */
    static final int TASKS_MAX = 1024;

    private final VotesStore.Log log;
    private final AtomicInteger waiting = new AtomicInteger();
    private final ScheduledThreadPoolExecutor executor;
    private volatile Thread thread;

    AdminThread(String name, VotesStore.Log log) {
        this(name, () -> {
        }, log);
    }

    /**
     * @param name the thread's name
     * @param first what it does before all else
     * @param log takes what goes wrong
     */
    AdminThread(String name, Runnable first, VotesStore.Log log) {
        this.log = log;
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread t = new Thread(() -> {
                first.run();
                task.run();
            }, name);
            t.setDaemon(true);
            thread = t;
            return t;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    }

    @Override
    public void execute(Runnable task) {
        offer(task);
    }

    /**
     * @param task what to run
     * @return false when it will not run: the thread has ended, or too many tasks wait
     */
    boolean offer(Runnable task) {
        if (waiting.incrementAndGet() > TASKS_MAX) {
            waiting.decrementAndGet();
            log.log(LogLevel.ERROR, "MAIN", "The admin thread hangs: a task is dropped");
            return false;
        }
        try {
            executor.execute(() -> {
                waiting.decrementAndGet();
                guarded(task);
            });
            return true;
        } catch (RejectedExecutionException e) {
            waiting.decrementAndGet();
            return false;
        }
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | LinkageError e) {
            StackTraceElement[] at = e.getStackTrace();
            log.log(LogLevel.ERROR, "MAIN",
                    "An administrative task failed: " + e + (at.length == 0 ? "" : " at " + at[0]));
        }
    }

    /**
     * @param task what to run again and again
     * @param periodMs how often
     */
    void every(Runnable task, long periodMs) {
        executor.scheduleAtFixedRate(() -> guarded(task), periodMs, periodMs, TimeUnit.MILLISECONDS);
    }

    /**
     * @param task what to run
     * @param delayMs in how many milliseconds
     */
    void later(Runnable task, long delayMs) {
        try {
            executor.schedule(() -> guarded(task), delayMs, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // It ends: there is no later.
            return;
        }
    }

    /** @return whether the caller runs on this thread */
    boolean inside() {
        return Thread.currentThread() == thread;
    }

    /** Runs what waits, then ends. */
    void shutdown() {
        executor.shutdown();
    }

    /**
     * Runs what waits, then ends, and is waited for.
     *
     * @param limitMs how long at most
     * @return whether it has ended
     */
    boolean shutdown(long limitMs) {
        executor.shutdown();
        try {
            return executor.awaitTermination(limitMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
