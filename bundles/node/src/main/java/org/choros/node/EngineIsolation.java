package org.choros.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.choros.node.core.NodeCore;
import org.choros.node.isolation.Limits;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.engine.OnRingThread;
import org.choros.spi.engine.ServiceEngineFactory;
import org.choros.spi.log.LogLevel;

/**
 * The engines of a node that run on threads of their own: all but those whose factories are marked with
 * {@link OnRingThread}. Loads them, which takes as long as it takes, and sees to it that they go. For the ring thread.
 */
final class EngineIsolation {
    /** What it needs of the ring thread's half. */
    interface Side {
        /** @return the core, null when there is none any more */
        NodeCore core();

        /** @return the dialect, 2 or 3 */
        int dialect();

        /** @return our node id */
        int localNodeId();

        /** Looks after deadlines, which are others than they were. */
        void onTime();

        /** Runs something that may block, on another thread. */
        void outside(Runnable task);

        <T> Optional<T> ability(Class<T> type);

        /** Safe for all threads. */
        void log(LogLevel level, String subsystem, String text);
    }

    private static final long STOP_LIMIT_NS = TimeUnit.SECONDS.toNanos(3);
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private final RingLoop loop;
    private final IcMap map;
    private final String suffix;
    private final Side side;
    private final List<EngineCarrier> carriers = new ArrayList<>();
    private Limits limits;

    /**
     * @param loop the ring thread
     * @param map the node's map
     * @param instance what the node's threads bear in their names, or empty
     * @param limits how much patience there is
     * @param side the node
     */
    EngineIsolation(RingLoop loop, IcMap map, String instance, Limits limits, Side side) {
        this.loop = loop;
        this.map = map;
        this.suffix = instance.isEmpty() ? "" : "-" + instance;
        this.limits = limits;
        this.side = side;
    }

    /** Whether engines of a factory get a thread of their own; nothing of the factory's code is run for it. */
    static boolean isolates(ServiceEngineFactory factory) {
        return !factory.getClass().isAnnotationPresent(OnRingThread.class);
    }

    void limits(Limits changed) {
        limits = changed;
        carriers.forEach(c -> c.engine().limits(changed));
    }

    /**
     * Begins to load an engine: what becomes of it is in the log.
     *
     * @param factory whose engine
     * @param refused run when it does not start
     */
    void load(ServiceEngineFactory factory, Runnable refused) {
        EngineCarrier carrier = new EngineCarrier(factory, loop, side, suffix, map, limits, this::await, refused);
        carriers.add(carrier);
        carrier.begin();
        watchLoading(carrier, System.nanoTime(), false);
    }

    private void watchLoading(EngineCarrier carrier, long sinceNs, boolean reported) {
        long ns = reported ? limits.limitNs() - limits.slowNs() : limits.slowNs();
        loop.schedule(() -> {
            if (!carriers.contains(carrier) || !carrier.isLoading()) {
                return;
            }
            long forNs = System.nanoTime() - sinceNs;
            if (reported) {
                carrier.giveUpLoading(forNs);
            } else {
                carrier.slow(carrier.engine().half().doing(), forNs);
                watchLoading(carrier, sinceNs, true);
            }
        }, Math.max(0, ns));
    }

    /** Whether the engine of a factory is loaded. */
    boolean serves(ServiceEngineFactory factory) {
        return carriers.stream().anyMatch(c -> c.isOf(factory) && c.isServing());
    }

    /** Whether the engine of a factory is on its way. */
    boolean isLoading(ServiceEngineFactory factory) {
        return carriers.stream().anyMatch(c -> c.isOf(factory) && c.isLoading() && !c.isLeaving());
    }

    /**
     * Unloads the engine of a factory.
     *
     * @param factory the factory
     * @param done run on the ring thread when its thread has ended, or when that takes too long
     */
    void unload(ServiceEngineFactory factory, Runnable done) {
        // one that has refused to start is remembered beside one that was tried again
        List<EngineCarrier> all = carriers.stream().filter(c -> c.isOf(factory)).toList();
        if (all.isEmpty()) {
            done.run();
        }
        int[] left = {all.size()};
        for (EngineCarrier carrier : all) {
            carrier.leave(() -> {
                left[0]--;
                if (left[0] == 0) {
                    done.run();
                }
            });
            unload(carrier);
        }
    }

    private void unload(EngineCarrier carrier) {
        if (carrier.isServing()) {
            side.core().unload(carrier.engine().description().id(), System.nanoTime());
        } else {
            carrier.engine().abandon();
            await(carrier);
        }
    }

    // An engine that was told to stop, and one that was given up in the middle of something, end by and by or never.
    private void await(EngineCarrier carrier) {
        await(carrier, System.nanoTime() + STOP_LIMIT_NS);
    }

    private void await(EngineCarrier carrier, long endNs) {
        long now = System.nanoTime();
        carrier.engine().hasStopped(now);
        if (carrier.hasEnded()) {
            forget(carrier);
        } else if (now - endNs >= 0) {
            carrier.engine().abandon();
            forget(carrier);
        } else {
            side.onTime();
            loop.schedule(() -> await(carrier, endNs), LOOK_NS);
        }
    }

    /** Unloads all; the ring may leave when {@link #isQuiet}. */
    void stopAll() {
        for (EngineCarrier carrier : List.copyOf(carriers)) {
            carrier.leave(() -> {
            });
            if (!carrier.isStopping()) {
                unload(carrier);
            }
        }
    }

    private void forget(EngineCarrier carrier) {
        // one that nobody has taken back, and that is gone, is shown until its factory goes
        if (carrier.isLeaving() && carriers.remove(carrier)) {
            carrier.forgotten();
        }
    }

    boolean isQuiet() {
        return carriers.isEmpty();
    }

    /** The node ends: nobody waits for anything any more. */
    void close() {
        for (EngineCarrier carrier : List.copyOf(carriers)) {
            carrier.engine().abandon();
            carrier.leave(() -> {
            });
            forget(carrier);
        }
    }
}
