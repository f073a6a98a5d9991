package org.choros.tck;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

import org.choros.spi.transport.RingThread;

/** The ring thread of a node that has nothing else. */
public final class TestRing implements RingThread, AutoCloseable {
    private final ExecutorService executor;
    private final Object below;
    private final Thread thread;

    /**
     * One over a plain thread, with no event loop below.
     *
     * @param name the thread's name
     */
    public TestRing(String name) {
        this(Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        }), null);
    }

    /**
     * One over an event loop.
     *
     * @param executor runs tasks on one thread, in order; ended by {@link #close()}
     * @param below what {@link #as} offers, or null
     */
    public TestRing(ExecutorService executor, Object below) {
        this.executor = executor;
        this.below = below;
        try {
            this.thread = executor.submit(Thread::currentThread).get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("the executor runs nothing", e);
        }
    }

    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException ended) {
            // as promised: there is nobody any more who would miss it
            return;
        }
    }

    @Override
    public boolean inside() {
        return Thread.currentThread() == thread;
    }

    @Override
    public <T> Optional<T> as(Class<T> type) {
        return type.isInstance(below) ? Optional.of(type.cast(below)) : Optional.empty();
    }

    /**
     * Runs something on this thread and waits for it.
     *
     * @param <T> what comes of it
     * @param task what to run
     * @return what came of it
     * @throws Exception what it threw
     */
    public <T> T call(Callable<T> task) throws Exception {
        if (inside()) {
            return task.call();
        }
        try {
            return executor.submit(task).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception exception) {
                throw exception;
            }
            throw (Error) e.getCause();
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
