package org.choros.transport.udp;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Looks at this host's interfaces on a thread of its own, for asking the system about many of them takes long, and
 * posts what it saw to the ring thread. At most one look waits at a time.
 */
final class InterfaceWatch {
    private final Supplier<List<LocalInterface>> interfaces;
    private final Executor ring;
    private final Consumer<List<LocalInterface>> seen;
    private final ScheduledThreadPoolExecutor thread;
    private boolean scheduled;
    private boolean looking;

    InterfaceWatch(Supplier<List<LocalInterface>> interfaces, Executor ring, Consumer<List<LocalInterface>> seen) {
        this.interfaces = interfaces;
        this.ring = ring;
        this.seen = seen;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "choros-interfaces");
            made.setDaemon(true);
            return made;
        });
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Looks now; on the ring thread. */
    void now() {
        if (!looking && !thread.isShutdown()) {
            looking = true;
            thread.execute(this::look);
        }
    }

    /** Looks after a while, unless a look is already due; on the ring thread. */
    void after(int delayMs) {
        if (!scheduled && !thread.isShutdown()) {
            scheduled = true;
            thread.schedule(() -> ring.execute(() -> {
                scheduled = false;
                now();
            }), delayMs, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        List<LocalInterface> found = interfaces.get();
        ring.execute(() -> {
            looking = false;
            if (!thread.isShutdown()) {
                seen.accept(found);
            }
        });
    }

    void close() {
        thread.shutdownNow();
    }
}
