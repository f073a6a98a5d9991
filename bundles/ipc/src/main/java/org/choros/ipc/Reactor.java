package org.choros.ipc;

import java.io.IOException;

/** The ring thread as the server uses it: what is to be done next, later, and when a descriptor is ready. */
interface Reactor {
    /** Runs a task behind what is queued already; from any thread. */
    void execute(Runnable task);

    /**
     * Runs a task later.
     *
     * @param task the task
     * @param delayMs when
     * @return takes it back, if it has not run
     */
    Runnable schedule(Runnable task, long delayMs);

    /**
     * Begins to watch for input and hang-up.
     *
     * @param fd the descriptor
     * @param listener is told, level-triggered
     * @return the watch
     * @throws IOException when the kernel has no room for one more
     */
    Watch watch(int fd, Watch.Listener listener) throws IOException;
}
