package org.choros.engine.amf.run;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.choros.engine.amf.supervise.Outcome;

/**
 * Jobs within this process, a thread for each while it runs: at most {@value #THREADS_MAX} run at a time, and
 * {@value #WAITING_MAX} wait; past that they fail, saying so.
 */
final class Work {
    /** More than this do not run at a time. */
    static final int THREADS_MAX = 64;
    /** More than this do not wait. */
    static final int WAITING_MAX = 1024;

    private static final int SIGKILL = 9;
    private static final long IDLE_S = 10;

    /** What a job does. */
    interface Task {
        /** Does it, on a thread of its own for that long; may be interrupted. */
        Outcome run();

        /** It is to end: called before it is interrupted, on any thread, and does not wait. */
        default void cancel() {
            // an interrupt is enough
        }
    }

    private final class Job implements Runnable {
        private final long number;
        private final Task task;
        private Thread thread;
        private boolean told;

        Job(long number, Task task) {
            this.number = number;
            this.task = task;
        }

        @Override
        public void run() {
            if (!begin()) {
                return;
            }
            Outcome outcome;
            try {
                outcome = task.run();
            } catch (RuntimeException | LinkageError e) {
                outcome = new Outcome(1, e.toString());
            }
            end(outcome);
        }

        private boolean begin() {
            synchronized (Work.this) {
                if (jobs.get(number) != this) {
                    return false;
                }
                thread = Thread.currentThread();
                results.started(number);
                return true;
            }
        }

        private void end(Outcome outcome) {
            synchronized (Work.this) {
                thread = null;
                // an interrupt that came too late is not the next one's
                Thread.interrupted();
                tell(outcome);
                if (jobs.remove(number, this)) {
                    results.gone(number);
                }
            }
        }

        private void tell(Outcome outcome) {
            if (!told) {
                told = true;
                results.ended(number, outcome);
            }
        }

        private void kill() {
            tell(Outcome.signal(SIGKILL));
            task.cancel();
            if (thread != null) {
                thread.interrupt();
            } else {
                jobs.remove(number);
                results.gone(number);
            }
        }
    }

    private final Results results;
    private final ThreadPoolExecutor threads;
    // guarded by this
    private final Map<Long, Job> jobs = new HashMap<>();

    /** @param name of the threads */
    Work(String name, Results results) {
        this.results = results;
        threads = new ThreadPoolExecutor(THREADS_MAX, THREADS_MAX, IDLE_S, TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_MAX), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    synchronized void run(long number, Task task) {
        Job job = new Job(number, task);
        jobs.put(number, job);
        try {
            threads.execute(job);
        } catch (RejectedExecutionException e) {
            jobs.remove(number);
            results.ended(number, Outcome.notRun("too much is being done already"));
            results.gone(number);
        }
    }

    /** Ends a job; it is gone when its thread has come back. */
    synchronized void kill(long number) {
        Job job = jobs.get(number);
        if (job != null) {
            job.kill();
        }
    }

    synchronized void close() {
        threads.shutdownNow();
        jobs.values().forEach(j -> j.task.cancel());
        jobs.clear();
    }
}
