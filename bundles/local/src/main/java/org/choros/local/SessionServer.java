package org.choros.local;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ObjLongConsumer;

import org.choros.base.CsError;
import org.choros.spi.ipc.IpcHost;
import org.choros.spi.log.LogLevel;
import org.choros.spi.node.LocalServer;
import org.choros.spi.node.NodeState;
import org.choros.spi.transport.RingThread;

/** The sessions of one node's clients in this JVM. For the ring thread, where nothing else is said. */
final class SessionServer implements LocalServer {
    /** More sessions than this are refused. */
    static final int SESSIONS_MAX = 1024;
    private static final int SERVICES_MAX = 64;
    private static final int EAGAIN = -11;
    private static final int ENOSYS = -38;
    private static final long RETRY_MS = 1;
    /** No number of an IPC session, which count from 1. */
    private static final AtomicLong IDS = new AtomicLong(1L << 62);
    /** Above the highest process id of Linux, 2^22. */
    private static final int FIRST_PID = 0x4000_0000;
    private static final AtomicInteger PIDS = new AtomicInteger();

    /** Is told, on the ring thread, and returns at once. */
    interface Watcher {
        void services(Set<String> published);

        void state(NodeState state);

        void group(ByteBuffer change);

        void closed(SessionServer server);
    }

    private final IpcHost host;
    private final RingThread thread;
    private final Executor later;
    private final Watcher watcher;
    private final Set<LocalSession> sessions = new LinkedHashSet<>();
    /** The services that are there, by name. */
    private final Map<String, Integer> published = new HashMap<>();
    private final int[] levels = new int[SERVICES_MAX];
    private final AtomicLong failures = new AtomicLong();
    private boolean ready;
    private long opened;
    private long overflows;
    private volatile boolean closed;

    SessionServer(IpcHost host, RingThread thread, Watcher watcher) {
        this.host = host;
        this.thread = thread;
        this.watcher = watcher;
        later = CompletableFuture.delayedExecutor(RETRY_MS, TimeUnit.MILLISECONDS, thread);
    }

    // --- any thread

    /**
     * @return a number that no other client of this JVM has, and no process
     */
    static int nextPid() {
        return FIRST_PID | PIDS.getAndIncrement() & FIRST_PID - 1;
    }

    static long nextId() {
        return IDS.incrementAndGet();
    }

    /** Runs it on the ring thread; never, when that has ended, and then {@link #closed} was true before. */
    void execute(Runnable task) {
        thread.execute(task);
    }

    /** Runs it on the ring thread in a millisecond. */
    void soon(Runnable task) {
        later.execute(task);
    }

    /** For calls that wait for the ring thread, which must not wait for itself. */
    void checkThread() {
        if (thread.inside()) {
            throw new IllegalStateException("a node's ring thread must not wait for the node");
        }
    }

    boolean closed() {
        return closed;
    }

    /** A listener has thrown: it is logged each time the number doubles, so that it cannot fill the log. */
    void listenerFailed(LocalSession session, Throwable failure) {
        long count = failures.incrementAndGet();
        if (Long.bitCount(count) == 1) {
            execute(() -> host.log(LogLevel.ERROR,
                    "A listener of " + session + " has thrown " + failure + " (" + count + " in all so far)"));
        }
    }

    // --- the ring thread

    IpcHost host() {
        return host;
    }

    /** Lets a session in; answers why not, or null. */
    CsError admit(LocalSession session) {
        if (closed || session.ended() != null) {
            return CsError.LIBRARY;
        }
        Integer service = published.get(session.service());
        if (service == null) {
            return ready ? CsError.NOT_SUPPORTED : CsError.TRY_AGAIN;
        }
        int error = host.admit(service, session.pid(), session.uid(), session.gid());
        if (error == EAGAIN) {
            return CsError.TRY_AGAIN;
        }
        if (error == ENOSYS) {
            return CsError.NOT_SUPPORTED;
        }
        if (error != 0) {
            return CsError.ACCESS;
        }
        if (sessions.size() >= SESSIONS_MAX) {
            return CsError.NO_RESOURCES;
        }
        session.serviceId(service);
        sessions.add(session);
        opened++;
        return null;
    }

    void gone(LocalSession session) {
        sessions.remove(session);
    }

    int level(int service) {
        return levels[service];
    }

    void countOverflow() {
        overflows++;
    }

    void groupChanged(ByteBuffer change) {
        watcher.group(change);
    }

    @Override
    public void publish(String name, int service) {
        published.put(name, service);
        watcher.services(Set.copyOf(published.keySet()));
    }

    @Override
    public void withdraw(int service) {
        published.values().removeIf(id -> id == service);
        levels[service] = 0;
        watcher.services(Set.copyOf(published.keySet()));
        for (LocalSession session : List.copyOf(sessions)) {
            if (session.serviceId() == service) {
                session.withdraw();
            }
        }
    }

    @Override
    public void flowControl(int service, int level) {
        levels[service] = level;
        for (LocalSession session : sessions) {
            if (session.serviceId() == service) {
                session.flowControl(level);
            }
        }
    }

    @Override
    public int active() {
        return sessions.size();
    }

    @Override
    public void state(NodeState state) {
        ready = state.ready();
        watcher.state(state);
    }

    @Override
    public void counters(ObjLongConsumer<String> to) {
        to.accept("clients", sessions.size());
        to.accept("opened", opened);
        to.accept("overflows", overflows);
        to.accept("listener_failures", failures.get());
    }

    @Override
    public void close() {
        closed = true;
        List.copyOf(published.values()).forEach(this::withdraw);
        watcher.closed(this);
    }
}
