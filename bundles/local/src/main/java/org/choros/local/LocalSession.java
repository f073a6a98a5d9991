package org.choros.local;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.choros.base.CsError;
import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.SessionStatistics;
import org.choros.spi.engine.SharedMemory;
import org.choros.spi.log.LogLevel;
import org.choros.wire.ipc.CpgReply;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;
import org.choros.wire.ipc.IpcService;

/**
 * One client of one service, in our JVM. The upper half is for any thread: requests wait in a queue, and one wake-up of
 * the ring thread is for all that have come meanwhile. The lower half is the ring thread's, which takes them in turns,
 * as long as the node takes any.
 */
final class LocalSession implements ClientSession {
    /** Requests taken in one turn; the next turn queues behind packets and other clients. */
    static final int TURN_REQUESTS = 256;
    /** Bytes of requests after which a turn ends. */
    static final int TURN_BYTES = 256 * 1024;
    private static final int UNANSWERED = 0;

    private static final int CPG = IpcService.CPG.id();

    private final SessionServer server;
    private final String service;
    private final int pid;
    private final long id;
    private final String user;
    private final EventQueue events = new EventQueue();
    private final RequestQueue requests = new RequestQueue();
    private final AtomicBoolean turnQueued = new AtomicBoolean();
    private final Runnable turn = this::turn;
    private volatile CsError ended;
    private volatile int flowLevel;
    private volatile boolean listening;
    private volatile Thread sleeper;
    private volatile Runnable onEnd;

    // --- the ring thread's
    private final ArrayDeque<Request> deferred = new ArrayDeque<>();
    private final Outgoing outgoing = new Outgoing(this::ask);
    private Request asking;
    private boolean handing;
    private int answer;
    private int serviceId = -1;
    private boolean connected;
    private boolean told;
    private boolean paused;
    private Object attachment;
    private long requestCount;
    private long responseCount;
    private long flowCount;

    /**
     * @param server whose session it is
     * @param service the name of the service
     * @param pid how the others know it
     * @param id its number
     * @param user who it is, for lists of clients
     */
    LocalSession(SessionServer server, String service, int pid, long id, String user) {
        this.server = server;
        this.service = service;
        this.pid = pid;
        this.id = id;
        this.user = user;
    }

    String service() {
        return service;
    }

    // --- any thread

    /** Hands a request over; it ends at once when there is nobody any more who would take it. */
    void offer(Request request) {
        requests.add(request);
        CsError over = ended;
        if (over == null) {
            wake();
        } else {
            request.end(over);
        }
    }

    private void wake() {
        if (!turnQueued.get() && turnQueued.compareAndSet(false, true)) {
            server.execute(turn);
        }
    }

    /** Why it is over, null while it is not. */
    CsError ended() {
        return ended;
    }

    int flowLevel() {
        return flowLevel;
    }

    /**
     * @param somebody whether there is somebody for whom to keep events
     */
    void listen(boolean somebody) {
        listening = somebody;
    }

    /** Ends it because its user has closed it. */
    void close() {
        end(CsError.BAD_HANDLE);
        server.execute(this::finish);
    }

    /**
     * @param hook run when it is over, perhaps twice, on any thread: returns at once
     */
    void onEnd(Runnable hook) {
        onEnd = hook;
        if (ended != null) {
            hook.run();
        }
    }

    private void end(CsError why) {
        if (ended == null) {
            ended = why;
        }
        wakeTaker();
        Runnable hook = onEnd;
        if (hook != null) {
            hook.run();
        }
    }

    // --- the one thread that takes events

    /**
     * Takes the next event.
     *
     * @param timeoutNs how long to wait for it
     * @return the event, valid until the next call; null when there is none, and never when it is over
     */
    ByteBuffer take(long timeoutNs) {
        ByteBuffer event = events.poll();
        long begun = event == null ? System.nanoTime() : 0;
        while (event == null) {
            long left = timeoutNs - (System.nanoTime() - begun);
            if (left <= 0) {
                return null;
            }
            sleeper = Thread.currentThread();
            // whoever adds an event after this look sees us asleep
            VarHandle.fullFence();
            event = events.poll();
            if (event == null && ended != null) {
                sleeper = null;
                // what was added before the end
                return events.poll();
            }
            if (event == null) {
                LockSupport.parkNanos(this, left);
                if (Thread.currentThread().isInterrupted()) {
                    sleeper = null;
                    return events.poll();
                }
            }
            sleeper = null;
        }
        return event;
    }

    private void wakeTaker() {
        Thread t = sleeper;
        if (t != null) {
            sleeper = null;
            LockSupport.unpark(t);
        }
    }

    // --- the ring thread

    /** The id of the service; negative before it was let in. */
    int serviceId() {
        return serviceId;
    }

    void serviceId(int id) {
        serviceId = id;
    }

    /** Connects to the service; the request ends with how that went. */
    void connect(Request request) {
        CsError refusal = server.admit(this);
        if (refusal == null) {
            connected = true;
            flowLevel = server.level(serviceId);
            try {
                server.host().onConnect(serviceId, this);
            } catch (RuntimeException e) {
                failed("connection", e);
            }
            refusal = ended;
        } else {
            end(refusal);
        }
        request.end(refusal == null ? CsError.OK : refusal);
    }

    private boolean held() {
        return flowLevel > 0 || paused;
    }

    private void turn() {
        turnQueued.set(false);
        int taken = 0;
        long bytes = 0;
        while (taken < TURN_REQUESTS && bytes < TURN_BYTES) {
            if (ended != null || held()) {
                return;
            }
            if (!outgoing.idle()) {
                bytes += Outgoing.PIECE_MAX;
                message();
                continue;
            }
            Request next = requests.poll();
            if (next == null) {
                return;
            }
            taken++;
            bytes += next.size();
            if (next.message() == null) {
                call(next);
            } else {
                outgoing.begin(next);
                message();
            }
        }
        wake();
    }

    private void message() {
        if (!outgoing.step()) {
            paused = true;
            server.soon(this::resume);
        }
    }

    private void resume() {
        paused = false;
        wake();
    }

    private void call(Request request) {
        if (request.over()) {
            return;
        }
        asking = request;
        hand(request.call());
        if (asking != null) {
            // the service answers later
            deferred.add(request);
            asking = null;
        }
        request.forget();
    }

    /** Hands a request to cpg that it answers at once. */
    private int ask(ByteBuffer request) {
        answer = UNANSWERED;
        handing = true;
        hand(request);
        handing = false;
        if (answer != UNANSWERED) {
            return answer;
        }
        return ended == null ? IpcError.LIBRARY : ended.code();
    }

    private void hand(ByteBuffer request) {
        requestCount++;
        try {
            server.host().onRequest(serviceId, this, request);
        } catch (RuntimeException e) {
            failed("request", e);
        }
    }

    /** The node has failed over one client: that one goes, the ring goes on. */
    private void failed(String what, RuntimeException e) {
        server.host().log(LogLevel.ERROR, what + " of " + this + " failed: " + e);
        disconnect();
    }

    @Override
    public void respond(ByteBuffer message) {
        if (told) {
            return;
        }
        responseCount++;
        if (handing) {
            answer = IpcMessage.errorOf(message);
            return;
        }
        Request answered = asking == null ? deferred.poll() : asking;
        asking = null;
        if (answered != null) {
            ByteBuffer copy = ByteBuffer.allocate(message.remaining()).order(ByteOrder.LITTLE_ENDIAN);
            answered.end(copy.put(0, message, message.position(), message.remaining()));
        }
    }

    @Override
    public void event(ByteBuffer message) {
        if (ended != null || !listening) {
            return;
        }
        if (serviceId == CPG && IpcMessage.idOf(message) == CpgReply.Confchg.ID) {
            server.groupChanged(message);
        }
        if (events.offer(message)) {
            wakeTaker();
        } else {
            server.countOverflow();
            server.host().log(LogLevel.WARNING,
                    this + " does not take its events, " + events.size() + " wait, disconnecting");
            disconnect();
        }
    }

    void flowControl(int level) {
        int before = flowLevel;
        if (before == 0 && level > 0) {
            flowCount++;
        }
        flowLevel = level;
        if (before > 0 && level == 0) {
            // never at once: we may be inside another client's request
            wake();
        }
    }

    @Override
    public void disconnect() {
        end(CsError.LIBRARY);
        // not at once: an engine may be in the middle of a walk over its sessions
        server.execute(this::finish);
    }

    /** The service goes, and the node is told before this returns. */
    void withdraw() {
        end(CsError.LIBRARY);
        finish();
    }

    /** Whatever waits will not be answered any more; tells the node, once. */
    private void finish() {
        CsError why = ended;
        outgoing.end(why);
        for (Request r = deferred.poll(); r != null; r = deferred.poll()) {
            r.end(why);
        }
        if (asking != null) {
            asking.end(why);
        }
        for (Request r = requests.poll(); r != null; r = requests.poll()) {
            r.end(why);
            r.forget();
        }
        if (connected && !told) {
            told = true;
            server.gone(this);
            try {
                server.host().onDisconnect(serviceId, this);
            } catch (RuntimeException e) {
                server.host().log(LogLevel.ERROR, "disconnection of " + this + " failed: " + e);
            }
        }
    }

    @Override
    public Optional<SharedMemory> share(String path, long size) {
        boolean ours = path.equals(LocalMemory.PATH) && size == LocalMemory.SIZE;
        return ours ? Optional.of(outgoing.memory()) : Optional.empty();
    }

    @Override
    public SessionStatistics statistics() {
        long waiting = events.size();
        long queued = events.offered();
        return new SessionStatistics(waiting > 0, queued, queued - waiting, requestCount, responseCount, queued, 0, 0,
                flowLevel, flowCount);
    }

    @Override
    public int pid() {
        return pid;
    }

    @Override
    public int uid() {
        return 0;
    }

    @Override
    public int gid() {
        return 0;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public String processName() {
        return user;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T attachment() {
        return (T) attachment;
    }

    @Override
    public void attach(Object object) {
        attachment = object;
    }

    @Override
    public String toString() {
        return service + " client " + Integer.toUnsignedString(pid) + " (" + user + ")";
    }
}
