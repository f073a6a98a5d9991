package org.choros.node.isolation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import org.choros.node.services.Supervision;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.QuorumListener;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.log.LogLevel;

/**
 * An engine on a thread of its own as the node sees it: hands every call over and returns, does what the engine asks
 * for, and gives it up when it lags, hangs or does not end its turn. Methods are for the ring thread unless they say
 * otherwise.
 *
 * <pre>
 * loading (EngineHalf.load) --bind--&gt; running --stop--&gt; stopping --has stopped--&gt; gone
 *                                        +--lags, hangs--&gt; given up --stop--&gt; gone, its thread interrupted
 * </pre>
 */
public final class IsolatedEngine implements ServiceEngine {
    /** What the node shows of the engine has names that begin so. */
    static final String OURS = "thread.";
    private static final String STOP = "stop";
    private static final int SMALL = 64;
    private static final long RETRY_NS = 1_000_000;
    private static final long US = 1_000;

    private final RingHands hands;
    private final EngineHands thread;
    private final MapFeed feed;
    private final IcMap initialMap;
    private final Inbox inbox = new Inbox();
    private final Outbox outbox = new Outbox();
    private final EngineHalf half;
    private final Turn turn = new Turn();
    private final Watch watch = new Watch();
    private final Sights sights = new Sights();
    private final Map<ClientSession, IsolatedSession> sessions = new IdentityHashMap<>();
    private final Map<String, Long> shown = new TreeMap<>();
    private volatile EngineDescription description;
    private volatile boolean mapAsked;
    private volatile boolean countersAsked;
    private volatile boolean heldByLag;
    private volatile Limits limits;
    private volatile boolean loaded;
    private EngineContext node;
    private Supervision supervision;
    private boolean givenUp;
    private boolean stopping;
    /** Whether it has not answered yet, or with yes. */
    private boolean askedToLeave;
    private boolean mayLeave;
    private boolean stopped;
    private long retryNs = NO_DEADLINE;
    private long nowNs;
    private long failures;

    /**
     * @param hands how the engine's thread reaches this one
     * @param thread how this one reaches the engine's
     * @param map the node's map, which is followed from now on
     * @param limits how much patience there is
     * @param nanoTime the node's time, for the engine's thread
     */
    public IsolatedEngine(RingHands hands, EngineHands thread, IcMap map, Limits limits, LongSupplier nanoTime) {
        this.hands = hands;
        this.thread = thread;
        this.limits = limits;
        feed = new MapFeed(map);
        initialMap = feed.copy();
        half = new EngineHalf(this, inbox, nanoTime);
    }

    /** @return the other half */
    public EngineHalf half() {
        return half;
    }

    /** @return who it is, null as long as it has not said it; for any thread */
    public EngineDescription description() {
        return description;
    }

    /**
     * @param changed how much patience there is from now on
     */
    public void limits(Limits changed) {
        limits = changed;
    }

    // --- what the engine's half asks for, on its thread

    void described(EngineDescription who) {
        description = who;
    }

    IcMap initialMap() {
        return initialMap;
    }

    IsolatedContext context(NodeFacts facts) {
        return new IsolatedContext(description, this, hands, outbox, facts, initialMap, feed);
    }

    void fromEngine(int bytes, Runnable task) {
        half.context().command(bytes, task);
    }

    void wakeRing() {
        hands.wakeRing();
    }

    /** A call has been made. */
    void took() {
        if (heldByLag && !inbox.isFilling()) {
            heldByLag = false;
            hands.wakeRing();
        }
    }

    long slowNs() {
        return limits.slowNs();
    }

    static ByteBuffer copy(ByteBuffer message) {
        ByteBuffer copy = ByteBuffer.allocate(message.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        copy.put(0, message, message.position(), message.remaining());
        return copy;
    }

    // --- what it asked for, on the ring thread

    /** Whether the node has loaded it; for any thread. */
    boolean isLoaded() {
        return loaded;
    }

    EngineContext node() {
        return node;
    }

    void failed(String name, EngineFault fault, Runnable then) {
        failures++;
        // what it failed in before may come late, and was told by its first failure
        if (stopping && (failures == 1 || name.equals(STOP))) {
            node.log(LogLevel.ERROR, "SERV", "Service engine failed: " + description.name() + " in " + name + ": "
                    + fault);
        }
        supervision.failed(name, fault);
        if (then != null) {
            then.run();
        }
    }

    void subscribe(QuorumListener listener, QuorumState known) {
        QuorumListener ours = (state, now) -> {
            nowNs = now;
            QuorumState copy = Sight.copy(state);
            ordered("onQuorum", SMALL, e -> listener.onQuorum(copy, now));
        };
        node.onQuorum(ours);
        QuorumState present = node.quorum();
        if (!present.equals(known)) {
            ours.onQuorum(present, nowNs);
        }
    }

    void tell(Consumer<Object> listener, Object told) {
        ordered("an answer", SMALL, e -> listener.accept(told));
    }

    void shown(String counter, long value) {
        shown.put(counter, value);
    }

    /** What a counter of the engine shows: what it read last; it is asked to read again. */
    long show(String counter) {
        if (!countersAsked && !givenUp && !stopping) {
            countersAsked = true;
            add(new Callback(Callback.Kind.SINGLE, "a counter", 0, sights.of(node, false), e -> {
                countersAsked = false;
                half.context().readCounters(t -> half.failed("a counter", t, null));
            }, null));
        }
        return shown.getOrDefault(counter, 0L);
    }

    // --- handing over

    private void ordered(String name, int bytes, Callback.Body body) {
        ordered(name, bytes, false, body);
    }

    private void ordered(String name, int bytes, boolean synchronising, Callback.Body body) {
        if (givenUp || stopping) {
            return;
        }
        Callback c = new Callback(Callback.Kind.ORDERED, name, bytes,
                sights.of(node, synchronising || turn.isRunning()), body, null);
        if (!add(c)) {
            giveUp("it is " + inbox.lag() + " calls and " + inbox.lagBytes() + " bytes of messages behind");
        }
    }

    private boolean client(String name, int bytes, Callback.Body body, Runnable failed) {
        return add(new Callback(Callback.Kind.CLIENT, name, bytes, sights.of(node, turn.isRunning()), body, failed));
    }

    private boolean add(Callback c) {
        sendMap();
        if (!inbox.add(c)) {
            return false;
        }
        watch.begin(nowNs, limits);
        thread.wakeEngine();
        return true;
    }

    private void sendMap() {
        if (mapAsked || feed.isEmpty()) {
            return;
        }
        mapAsked = true;
        Map<String, MapValue> changes = feed.take();
        long number = feed.sent();
        inbox.add(new Callback(Callback.Kind.SINGLE, "a watch on the map", 0, sights.of(node, turn.isRunning()), e -> {
            mapAsked = false;
            half.context().mapCopy().apply(changes, number, t -> half.failed("a watch on the map", t, null));
        }, null));
        watch.begin(nowNs, limits);
        thread.wakeEngine();
    }

    private void giveUp(String reason) {
        if (!givenUp) {
            givenUp = true;
            half.context().close();
            inbox.clear();
            state("unloaded: " + reason);
            supervision.unload(reason);
        }
    }

    private void state(String text) {
        node.map().put(stateKey(), MapValue.str(text));
    }

    /** @return the key that says how it is with the engine; it stays when an engine has been given up */
    public String stateKey() {
        return "runtime.choros." + description.key() + '.' + OURS + "state";
    }

    // --- life

    /** The node loads it: from now on what it asks for is done. */
    void bind(EngineContext context) {
        node = context;
        supervision = (Supervision) context;
        loaded = true;
        state("running");
        node.counter(OURS + "callbacks", half::calls);
        node.counter(OURS + "longest_callback_us", () -> half.longestNs() / US);
        node.counter(OURS + "slow_callbacks", half::slow);
        node.counter(OURS + "failures", () -> failures);
        node.counter(OURS + "lag", inbox::lag);
        node.counter(OURS + "lag_bytes", inbox::lagBytes);
        node.counter(OURS + "allocated", thread::allocatedBytes);
    }

    @Override
    public void start(long now) {
        // It has started on its own thread before it was loaded here.
        nowNs = now;
        drain(now);
    }

    @Override
    public boolean leaving(long now) {
        nowNs = now;
        if (givenUp) {
            return true;
        }
        drain(now);
        if (!askedToLeave) {
            askedToLeave = true;
            ordered("leaving", SMALL, e -> leave(e, now));
        }
        return givenUp || mayLeave;
    }

    // On the engine's thread.
    private void leave(ServiceEngine engine, long now) {
        boolean done = true;
        try {
            done = engine.leaving(now);
        } finally {
            boolean answer = done;
            fromEngine(SMALL, () -> {
                mayLeave = answer;
                askedToLeave = answer;
            });
        }
    }

    @Override
    public void stop(long now) {
        nowNs = now;
        feed.close();
        if (givenUp) {
            thread.abandoned();
            return;
        }
        drain(now);
        inbox.add(new Callback(Callback.Kind.SINGLE, STOP, 0, sights.of(node, false), e -> {
            try {
                e.stop(now);
            } finally {
                fromEngine(SMALL, () -> stopped = true);
            }
        }, null));
        stopping = true;
        node.map().remove(stateKey());
        thread.wakeEngine();
        thread.stopping();
    }

    /**
     * An engine that is being stopped says its last words: to be called until it has stopped.
     *
     * @param now the time
     * @return whether it has
     */
    public boolean hasStopped(long now) {
        if (stopping && !half.context().isClosed()) {
            nowNs = now;
            drain(now);
            if (stopped && !outbox.hasMessages(true) && !outbox.hasMessages(false)) {
                half.context().close();
                inbox.clear();
                thread.stopped();
            }
        }
        return half.context() != null && half.context().isClosed();
    }

    /** @return whether there is something that it has asked for and that is not done yet */
    public boolean hasCommands() {
        return loaded && !givenUp && outbox.hasCommands();
    }

    /** @return whether it was given up while it ran, for a reason that is in the log */
    public boolean isGivenUp() {
        return givenUp;
    }

    /** Nobody waits for it any more; it may or may not have been loaded. */
    public void abandon() {
        IsolatedContext context = half.context();
        if (context == null || !context.isClosed()) {
            givenUp = true;
            feed.close();
            if (context != null) {
                context.close();
            }
            inbox.clear();
            thread.abandoned();
        }
    }

    @Override
    public void onConfigurationChanged(Set<String> keys, long now) {
        nowNs = now;
        Set<String> copy = new TreeSet<>(keys);
        ordered("onConfigurationChanged", SMALL, e -> e.onConfigurationChanged(copy, now));
    }

    // --- messages

    @Override
    public void onMessage(int function, int sender, ByteBuffer message, long now) {
        nowNs = now;
        ByteBuffer copy = copy(message);
        ordered("onMessage", copy.remaining(), e -> e.onMessage(function, sender, copy, now));
    }

    @Override
    public void onStable(long position, long now) {
        nowNs = now;
        ordered("onStable", SMALL, e -> e.onStable(position, now));
    }

    // --- membership and synchronisation

    private static Membership copy(Membership m) {
        return new Membership(m.regular(), m.ring(), m.members().clone(), m.joined().clone(), m.left().clone(),
                m.transitional().clone());
    }

    @Override
    public void onMembership(Membership change, long now) {
        nowNs = now;
        Membership copy = copy(change);
        ordered("onMembership", SMALL, e -> e.onMembership(copy, now));
    }

    @Override
    public void syncInit(Membership change, long now) {
        nowNs = now;
        turn.reset();
        Membership copy = copy(change);
        ordered("syncInit", SMALL, true, e -> e.syncInit(copy, now));
    }

    @Override
    public boolean syncProcess(long now) {
        nowNs = now;
        if (givenUp) {
            return true;
        }
        drain(now);
        if (turn.mayAsk()) {
            turn.asked(now);
            int epoch = turn.epoch();
            ordered("syncProcess", SMALL, true, e -> process(e, epoch, now));
        }
        // what it has sent in its turn goes out before its barrier
        return givenUp || turn.isOver() && !outbox.hasMessages(true);
    }

    // On the engine's thread.
    private void process(ServiceEngine engine, int epoch, long now) {
        if (turn.epoch() != epoch) {
            return;
        }
        boolean done = true;
        try {
            done = engine.syncProcess(now);
        } finally {
            boolean answer = done;
            boolean waits = half.context().hasWaitedForOther();
            fromEngine(SMALL, () -> turn.answered(epoch, answer, waits));
        }
    }

    @Override
    public void syncActivate(long now) {
        nowNs = now;
        turn.reset();
        ordered("syncActivate", SMALL, true, e -> e.syncActivate(now));
    }

    @Override
    public void syncAbort() {
        turn.reset();
        ordered("syncAbort", SMALL, true, ServiceEngine::syncAbort);
    }

    @Override
    public void onSynchronised(long now) {
        nowNs = now;
        ordered("onSynchronised", SMALL, true, e -> e.onSynchronised(now));
        drain(now);
    }

    // --- clients

    @Override
    public void onConnect(ClientSession session) {
        if (givenUp || stopping) {
            session.disconnect();
            return;
        }
        IsolatedSession its = new IsolatedSession(session, this, hands);
        sessions.put(session, its);
        if (!client("onConnect", SMALL, e -> e.onConnect(its), session::disconnect)) {
            tooMany(session);
        }
    }

    private void tooMany(ClientSession session) {
        node.log(LogLevel.WARNING, "SERV", "Too many requests wait for service engine '" + description.name()
                + "', disconnecting process " + Integer.toUnsignedString(session.pid()));
        session.disconnect();
    }

    @Override
    public boolean gated(int request) {
        return half.gated(request);
    }

    @Override
    public boolean answered(int request) {
        return half.answered(request);
    }

    @Override
    public boolean backlogged() {
        return half.backlogged() || outbox.hasMessages(false) || inbox.isCrowded();
    }

    @Override
    public int requests() {
        return half.requests();
    }

    @Override
    public void onRequest(ClientSession session, int request, ByteBuffer message, long now) {
        nowNs = now;
        IsolatedSession its = sessions.get(session);
        if (its == null || givenUp || stopping) {
            session.disconnect();
            return;
        }
        ByteBuffer copy = copy(message);
        if (!client("onRequest", copy.remaining(), e -> e.onRequest(its, request, copy, now), session::disconnect)) {
            tooMany(session);
        }
    }

    @Override
    public void onDisconnect(ClientSession session, long now) {
        nowNs = now;
        IsolatedSession its = sessions.remove(session);
        if (its != null) {
            its.end();
            // as many as there were connections
            if (!givenUp && !stopping) {
                add(new Callback(Callback.Kind.SINGLE, "onDisconnect", 0, sights.of(node, turn.isRunning()),
                        e -> e.onDisconnect(its, now), null));
            }
        }
    }

    // --- time

    @Override
    public long nextDeadlineNs() {
        if (givenUp || stopping) {
            return NO_DEADLINE;
        }
        if (outbox.hasCommands() || !mapAsked && !feed.isEmpty() || half.slow() >= Limits.SLOW_MAX) {
            return nowNs;
        }
        long next = Math.min(half.deadlineNs(), watch.lookNs());
        if (hasMessagesToSend()) {
            next = Math.min(next, retryNs == NO_DEADLINE ? nowNs : retryNs);
        }
        return turn.isRunning() ? Math.min(next, turn.endNs(limits)) : next;
    }

    private boolean hasMessagesToSend() {
        return outbox.hasMessages(true) || outbox.hasMessages(false) && !node.synchronising() && !heldByLag;
    }

    @Override
    public void onDeadline(long now) {
        nowNs = now;
        drain(now);
        if (givenUp) {
            return;
        }
        sendMap();
        if (half.slow() >= Limits.SLOW_MAX) {
            giveUp("it has been slow " + half.slow() + " times");
        } else if (watch.lookNs() <= now) {
            look(now);
        }
        if (!givenUp && turn.isRunning() && turn.endNs(limits) <= now) {
            giveUp("it has not ended its turn in the synchronisation for " + seconds(now - turn.progressNs()));
        }
        if (!givenUp && half.deadlineNs() <= now) {
            half.deadlineAsked();
            add(new Callback(Callback.Kind.SINGLE, "onDeadline", 0, sights.of(node, turn.isRunning()),
                    e -> e.onDeadline(now), null));
        }
    }

    private void look(long now) {
        long serial = half.serial();
        long since = half.sinceNs();
        String doing = half.doing();
        if (half.serial() != serial) {
            serial = -1;
        }
        switch (watch.look(serial, since, !inbox.isEmpty(), now, limits)) {
            case SLOW -> {
                state("has been in " + doing + " for " + seconds(now - since));
                thread.slow(doing, now - since);
            }
            case TOO_LONG -> giveUp("it has not come back from " + doing + " for " + seconds(now - since));
            default -> {
                // it comes back in time
            }
        }
    }

    private static String seconds(long ns) {
        return ns / 1_000_000 / 1000.0 + " s";
    }

    // --- what it asks for

    private void drain(long now) {
        for (int n = 0; n < Limits.COMMANDS_AT_ONCE && !givenUp; n++) {
            Runnable task = outbox.nextCommand();
            if (task == null) {
                break;
            }
            try {
                task.run();
            } catch (RuntimeException | LinkageError e) {
                failures++;
                supervision.failed("what it asked for", e);
            }
        }
        retryNs = NO_DEADLINE;
        if (!givenUp) {
            send(true, now);
        }
        if (!givenUp && !node.synchronising()) {
            heldByLag = inbox.isFilling() && !stopping;
            if (!heldByLag) {
                send(false, now);
            }
        }
    }

    private void send(boolean ofSynchronisation, long now) {
        for (int n = 0; n < Limits.COMMANDS_AT_ONCE && outbox.hasMessages(ofSynchronisation); n++) {
            // others have to find room, too: who floods stops before clients have to wait
            if (!ofSynchronisation && supervision.filling() || !multicast(outbox.firstMessage(ofSynchronisation))) {
                retryNs = now + RETRY_NS;
                return;
            }
            outbox.removeMessage(ofSynchronisation);
            turn.progress(now);
        }
    }

    private boolean multicast(ByteBuffer message) {
        return stopping ? supervision.lastWords(message) : node.multicast(message);
    }
}
