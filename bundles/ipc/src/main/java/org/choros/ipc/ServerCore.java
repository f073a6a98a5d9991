package org.choros.ipc;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.choros.spi.ipc.IpcHost;
import org.choros.spi.ipc.IpcSettings;

/** What the parts of a server share: ring thread, admin thread, working memory, sessions that have to retry. */
final class ServerCore {
    /** Of those who have not said yet who they are; one more, and the oldest has to go. */
    static final int STRANGERS_MAX = 256;
    private static final AtomicLong SESSIONS = new AtomicLong();
    private static final long RETRY_MS = 1;
    private static final long RETRY_MAX_MS = 32;
    private static final long FAREWELL_S = 5;

    private final IpcSettings settings;
    private final IpcHost host;
    private final Reactor reactor;
    private final Kernel kernel;
    private final Scratch scratch = new Scratch();
    private final ExecutorService admin;
    private final long queuedMax;
    private final ArrayDeque<Session> stuck = new ArrayDeque<>();
    private final ArrayDeque<Session> unsettled = new ArrayDeque<>();
    private final Set<ServicePort> lagging = new LinkedHashSet<>();
    private final Set<Handshake> strangers = new LinkedHashSet<>();
    private final Runnable retry = this::retry;
    private final Runnable settle = this::settle;
    private boolean retryQueued;
    private long retryMs = RETRY_MS;
    private int connections;
    private long queued;

    /**
     * @param settings names, channel type, directories
     * @param host the node behind it
     * @param reactor the ring thread
     * @param kernel sockets and files
     * @param admin for what may take long; ended by {@link #close}
     * @param queuedMax bytes that may wait for all clients together
     */
    ServerCore(IpcSettings settings, IpcHost host, Reactor reactor, Kernel kernel, ExecutorService admin,
            long queuedMax) {
        this.settings = settings;
        this.host = host;
        this.reactor = reactor;
        this.kernel = kernel;
        this.admin = admin;
        this.queuedMax = queuedMax;
    }

    IpcSettings settings() {
        return settings;
    }

    IpcHost host() {
        return host;
    }

    Reactor reactor() {
        return reactor;
    }

    Kernel kernel() {
        return kernel;
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

    /** @return clients that were let in, their channels made or not yet */
    int connections() {
        return connections;
    }

    void connections(int delta) {
        connections += delta;
    }

    /** Shows the session's client its events when all that the loop has found ready is done: many at once. */
    void settleLater(Session session) {
        if (unsettled.isEmpty()) {
            reactor.execute(settle);
        }
        unsettled.add(session);
    }

    private void settle() {
        for (int n = unsettled.size(); n > 0; n--) {
            unsettled.remove().settleQueued();
        }
        if (!unsettled.isEmpty()) {
            reactor.execute(settle);
        }
    }

    /** Somebody has connected and said nothing yet: whoever on this host, as often as he likes. */
    void stranger(Handshake handshake) {
        strangers.add(handshake);
        if (strangers.size() > STRANGERS_MAX) {
            dismissStranger();
        }
    }

    /** Who he is, is known, or he is gone. */
    void known(Handshake handshake) {
        strangers.remove(handshake);
    }

    /** @return clients who have not said yet who they are */
    int strangers() {
        return strangers.size();
    }

    /** @return bytes that may wait for the clients of one service before they hold back: far below any bound */
    long highBytes() {
        return queuedMax / 4;
    }

    /** @return bytes that wait for all clients */
    long queuedBytes() {
        return queued;
    }

    /** Ends the one who has said nothing for the longest time; false when there is none. */
    boolean dismissStranger() {
        Iterator<Handshake> oldest = strangers.iterator();
        if (!oldest.hasNext()) {
            return false;
        }
        oldest.next().abort();
        return true;
    }

    /** Bytes more or less wait for clients. Where it is too much for all of them, the one with the most has to go. */
    void queued(long delta) {
        queued += delta;
        while (delta > 0 && queued > queuedMax) {
            Session most = null;
            for (Session session : stuck) {
                if (most == null || session.queuedBytes() > most.queuedBytes()) {
                    most = session;
                }
            }
            if (most == null || !most.dropQueue()) {
                return;
            }
        }
    }

    /** Visits the session again soon; a reader of shared memory does not say when it has made room. */
    void retryLater(Session session) {
        if (!stuck.contains(session)) {
            stuck.add(session);
        }
        if (!retryQueued) {
            retryQueued = true;
            reactor.schedule(retry, retryMs);
        }
    }

    private void retry() {
        retryQueued = false;
        boolean progress = false;
        lagging.clear();
        for (int n = stuck.size(); n > 0; n--) {
            Session session = stuck.remove();
            long before = session.sent();
            boolean done = session.retry();
            lagging.add(session.port());
            progress |= done || session.sent() != before;
            if (!done && !stuck.contains(session)) {
                stuck.add(session);
            }
        }
        for (ServicePort port : lagging) {
            port.weigh(retryMs);
        }
        retryMs = progress ? RETRY_MS : Math.min(2 * retryMs, RETRY_MAX_MS);
        if (!stuck.isEmpty() && !retryQueued) {
            retryQueued = true;
            reactor.schedule(retry, retryMs);
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
