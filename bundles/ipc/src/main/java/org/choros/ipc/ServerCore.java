package org.choros.ipc;

import java.util.ArrayDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.choros.spi.ipc.IpcHost;
import org.choros.spi.ipc.IpcSettings;

import io.netty.channel.IoEventLoop;

/** What the parts of a server share: ring thread, admin thread, working memory, sessions that have to retry. */
final class ServerCore {
    private static final AtomicLong SESSIONS = new AtomicLong();
    private static final long RETRY_MS = 1;
    private static final long RETRY_MAX_MS = 32;
    private static final long FAREWELL_S = 5;

    private final IpcSettings settings;
    private final IpcHost host;
    private final IoEventLoop loop;
    private final Scratch scratch = new Scratch();
    private final ExecutorService admin;
    private final ArrayDeque<Session> stuck = new ArrayDeque<>();
    private final ArrayDeque<Session> unsettled = new ArrayDeque<>();
    private final Runnable retry = this::retry;
    private final Runnable settle = this::settle;
    private boolean retryQueued;
    private long retryMs = RETRY_MS;
    private int connections;

    ServerCore(IpcSettings settings, IpcHost host, IoEventLoop loop) {
        this.settings = settings;
        this.host = host;
        this.loop = loop;
        // not a daemon: an orderly end of the process waits until the files are gone
        admin = Executors.newSingleThreadExecutor(task -> new Thread(task, "choros-ipc-admin"));
    }

    IpcSettings settings() {
        return settings;
    }

    IpcHost host() {
        return host;
    }

    IoEventLoop loop() {
        return loop;
    }

    Scratch scratch() {
        return scratch;
    }

    /** A number that no session of this process ever had. */
    long nextSessionId() {
        return SESSIONS.incrementAndGet();
    }

    /** Runs on the admin thread what may take long: files, folders. At most two tasks a connection wait. */
    void admin(Runnable task) {
        try {
            admin.execute(task);
        } catch (RejectedExecutionException e) {
            // the server is closing and the admin thread is gone: do it here
            task.run();
        }
    }

    int connections() {
        return connections;
    }

    void connections(int delta) {
        connections += delta;
    }

    /** Shows the session's client its events when all that the loop has found ready is done: many at once. */
    void settleLater(Session session) {
        if (unsettled.isEmpty()) {
            loop.execute(settle);
        }
        unsettled.add(session);
    }

    private void settle() {
        for (int n = unsettled.size(); n > 0; n--) {
            unsettled.remove().settleQueued();
        }
        if (!unsettled.isEmpty()) {
            loop.execute(settle);
        }
    }

    /** Visits the session again soon; a reader of shared memory does not say when it has made room. */
    void retryLater(Session session) {
        if (!stuck.contains(session)) {
            stuck.add(session);
        }
        if (!retryQueued) {
            retryQueued = true;
            loop.schedule(retry, retryMs, TimeUnit.MILLISECONDS);
        }
    }

    private void retry() {
        retryQueued = false;
        boolean progress = false;
        for (int n = stuck.size(); n > 0; n--) {
            Session session = stuck.remove();
            long before = session.sent();
            boolean done = session.retry();
            progress |= done || session.sent() != before;
            if (!done && !stuck.contains(session)) {
                stuck.add(session);
            }
        }
        retryMs = progress ? RETRY_MS : Math.min(2 * retryMs, RETRY_MAX_MS);
        if (!stuck.isEmpty() && !retryQueued) {
            retryQueued = true;
            loop.schedule(retry, retryMs, TimeUnit.MILLISECONDS);
        }
    }

    /** Ends the admin thread when its work is done, and waits for that a little. */
    void close() {
        admin.shutdown();
        try {
            admin.awaitTermination(FAREWELL_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
