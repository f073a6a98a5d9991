package org.choros.node;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.choros.node.core.NodeCore;
import org.choros.node.isolation.EngineHands;
import org.choros.node.isolation.IsolatedEngine;
import org.choros.node.isolation.IsolatedFactory;
import org.choros.node.isolation.Limits;
import org.choros.node.isolation.NodeFacts;
import org.choros.node.isolation.RingHands;
import org.choros.node.isolation.Sight;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.EngineException;
import org.choros.spi.engine.ServiceEngineFactory;
import org.choros.spi.log.LogLevel;

/** What carries one engine on a thread of its own: the thread, and the ways between it and the ring thread. */
final class EngineCarrier implements RingHands, EngineHands {
    private static final long CLOSED_LOOK_MS = 500;
    private static final long LEFT_BEHIND_NS = TimeUnit.SECONDS.toNanos(2);
    private static final int OTHERS_NAMED = 8;

    private enum State {
        LOADING, LOADED, UNLOADED
    }

    private final ServiceEngineFactory factory;
    private final RingLoop loop;
    private final EngineIsolation.Side side;
    private final String suffix;
    private final IcMap map;
    private final Consumer<EngineCarrier> await;
    private final Runnable refused;
    private final IsolatedEngine engine;
    private final EngineThread thread;
    private final AtomicBoolean woken = new AtomicBoolean();
    private State state = State.LOADING;
    private boolean stopping;
    private Runnable done;
    private boolean threadEnded;
    private NodeFacts facts;
    /** Nothing that the engine waits for is answered any more. */
    private volatile boolean abandoned;

    /**
     * @param await sees to it that an engine that has been told to stop does so
     * @param refused run when it does not start
     */
    EngineCarrier(ServiceEngineFactory factory, RingLoop loop, EngineIsolation.Side side, String suffix, IcMap map,
            Limits limits, Consumer<EngineCarrier> await, Runnable refused) {
        this.factory = factory;
        this.loop = loop;
        this.side = side;
        this.suffix = suffix;
        this.map = map;
        this.await = await;
        this.refused = refused;
        engine = new IsolatedEngine(this, this, map, limits, System::nanoTime);
        thread = new EngineThread("choros-engine" + suffix, this::load, engine.half()::step,
                () -> loop.offer(() -> threadEnded = true));
    }

    IsolatedEngine engine() {
        return engine;
    }

    boolean isOf(ServiceEngineFactory candidate) {
        return factory == candidate;
    }

    boolean isLoading() {
        return state == State.LOADING;
    }

    /** Whether the node's table has it. */
    boolean isServing() {
        return state == State.LOADED && !stopping && !engine.isGivenUp() && side.core() != null;
    }

    boolean isStopping() {
        return stopping;
    }

    boolean hasEnded() {
        return threadEnded;
    }

    /** Its factory goes, or the node ends. */
    void leave(Runnable then) {
        done = then;
    }

    boolean isLeaving() {
        return done != null;
    }

    /** Nobody knows it any more. */
    void forgotten() {
        if (state == State.LOADED) {
            map.remove(engine.stateKey());
        }
        done.run();
    }

    // --- loading

    void begin() {
        NodeCore core = side.core();
        facts = new NodeFacts(side.dialect(),
                side.localNodeId(), core.groups().longest(),
                Sight.before(core.operationalRing(), core.services().quorum()));
        // not from here: a thread has the priority of the one that starts it
        side.outside(thread::start);
    }

    // On the engine's thread.
    private boolean load() {
        String fault = null;
        try {
            boolean wanted = engine.half().load(factory, facts);
            thread.name("choros-engine-" + engine.description().key() + suffix);
            return wanted ? loop.offer(this::loaded) && !thread.isEnding() : drop();
        } catch (EngineException e) {
            fault = String.valueOf(e.getMessage());
        } catch (Exception | Error e) {
            fault = text(e);
        }
        String reason = fault;
        loop.offer(() -> refused(reason));
        return false;
    }

    private static String text(Throwable thrown) {
        try {
            StackTraceElement[] at = thrown.getStackTrace();
            return thrown + (at.length == 0 ? "" : " at " + at[0]);
        } catch (RuntimeException | Error e) {
            return thrown.getClass().getName();
        }
    }

    private boolean drop() {
        loop.offer(() -> {
            state = State.UNLOADED;
            engine.abandon();
        });
        return false;
    }

    private void loaded() {
        if (state != State.LOADING || isLeaving() || side.core() == null) {
            return;
        }
        try {
            side.core().load(new IsolatedFactory(engine), System.nanoTime());
            state = State.LOADED;
            side.onTime();
        } catch (EngineException | RuntimeException | LinkageError e) {
            refused(e instanceof EngineException ? e.getMessage() : e.toString());
        }
    }

    private void refused(String reason) {
        if (state != State.LOADING) {
            return;
        }
        state = State.UNLOADED;
        EngineDescription d = engine.description();
        side.log(LogLevel.ERROR, "SERV", d == null
                ? "A service engine of " + factory.getClass().getName() + " failed to load: " + reason
                : EngineLoader.failure(d.key(), reason));
        engine.abandon();
        refused.run();
    }

    void giveUpLoading(long forNs) {
        refused("it has not come back from " + engine.half().doing() + " for " + TimeUnit.NANOSECONDS.toMillis(forNs)
                + " ms");
    }

    private String who() {
        EngineDescription d = engine.description();
        return d == null ? "of " + factory.getClass().getName() : "'" + d.name() + "'";
    }

    // --- from the engine's thread

    @Override
    public void wakeRing() {
        if (woken.compareAndSet(false, true)) {
            loop.execute(() -> {
                woken.set(false);
                side.onTime();
            });
        }
    }

    @Override
    public void log(LogLevel level, String subsystem, String text) {
        if (!abandoned) {
            side.log(level, subsystem, text);
        }
    }

    @Override
    public <T> Optional<T> ability(Class<T> type) {
        return side.ability(type);
    }

    @Override
    public <T> T ask(Supplier<T> question, T nobody) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (abandoned || !loop.offer(() -> answer(question, answer, nobody))) {
            return nobody;
        }
        while (!abandoned && !loop.closed()) {
            try {
                return answer.get(CLOSED_LOOK_MS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // the node may have ended meanwhile
                continue;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return nobody;
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        return nobody;
    }

    private <T> void answer(Supplier<T> question, CompletableFuture<T> answer, T nobody) {
        if (abandoned) {
            answer.complete(nobody);
        } else if (engine.hasCommands()) {
            side.onTime();
            engine.hasStopped(System.nanoTime());
            loop.execute(() -> answer(question, answer, nobody));
        } else {
            try {
                answer.complete(question.get());
            } catch (RuntimeException | LinkageError e) {
                answer.completeExceptionally(e);
            }
        }
    }

    // --- from the ring half

    @Override
    public void wakeEngine() {
        thread.wake();
    }

    @Override
    public void slow(String doing, long forNs) {
        side.outside(() -> side.log(LogLevel.WARNING, "SERV", "Service engine " + who() + " has been in " + doing
                + " for " + TimeUnit.NANOSECONDS.toMillis(forNs) + " ms; it stands in " + thread.where()));
    }

    @Override
    public void stopping() {
        stopping = true;
        if (!isLeaving()) {
            map.put(engine.stateKey(), MapValue.str("unloaded: it has failed too often"));
        }
        // the core is in the middle of unloading it
        loop.execute(() -> await.accept(this));
    }

    @Override
    public void stopped() {
        thread.end();
        lookLater();
    }

    @Override
    public void abandoned() {
        abandoned = true;
        side.outside(thread::interrupt);
        lookLater();
    }

    @Override
    public long allocatedBytes() {
        return thread.allocatedBytes();
    }

    /** Whoever leaves something running in this JVM is named. */
    private void lookLater() {
        loop.schedule(() -> side.outside(() -> {
            if (thread.isAlive()) {
                side.log(LogLevel.ERROR, "SERV", "Service engine " + who() + " does not end: its thread "
                        + thread.name() + " is left behind, in " + thread.where());
            }
            List<String> others = thread.others();
            if (!others.isEmpty()) {
                side.log(LogLevel.WARNING, "SERV", "Service engine " + who() + " is gone, and " + others.size()
                        + " threads that it has started still run: "
                        + String.join(", ", others.subList(0, Math.min(others.size(), OTHERS_NAMED))));
            }
        }), LEFT_BEHIND_NS);
    }
}
