package org.choros.ipc;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** An admin thread that works when a test wants it. */
final class MemoryAdmin extends AbstractExecutorService {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean shut;

    /** Does so many tasks at most; whether there was one. */
    boolean run(int count) {
        int done = 0;
        while (done < count && !tasks.isEmpty()) {
            tasks.remove().run();
            done++;
        }
        return done > 0;
    }

    int waiting() {
        return tasks.size();
    }

    @Override
    public void execute(Runnable task) {
        if (shut) {
            throw new RejectedExecutionException();
        }
        tasks.add(task);
    }

    @Override
    public void shutdown() {
        shut = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shut = true;
        List<Runnable> left = new ArrayList<>(tasks);
        tasks.clear();
        return left;
    }

    @Override
    public boolean isShutdown() {
        return shut;
    }

    @Override
    public boolean isTerminated() {
        return shut && tasks.isEmpty();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        run(Integer.MAX_VALUE);
        return true;
    }
}
