package org.choros.node.services;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import org.choros.node.isolation.EngineHands;
import org.choros.node.isolation.IsolatedEngine;
import org.choros.node.isolation.IsolatedFactory;
import org.choros.node.isolation.Limits;
import org.choros.node.isolation.NodeFacts;
import org.choros.node.isolation.RingHands;
import org.choros.node.isolation.Sight;
import org.choros.spi.engine.EngineException;
import org.choros.spi.engine.EngineHome;
import org.choros.spi.engine.HostMeter;
import org.choros.spi.engine.HostReading;
import org.choros.spi.engine.RingIdentity;
import org.choros.spi.engine.ServiceEngineFactory;
import org.choros.spi.log.LogLevel;

/** An engine behind the isolation, both of whose threads the test plays: {@link #ring} and {@link #engine}. */
final class IsolatedPair implements RingHands, EngineHands {
    static final long MS = 1_000_000;
    static final Limits LIMITS = new Limits(100 * MS, 300 * MS);

    final FakeHost host;
    final ServiceTable table;
    final IsolatedEngine isolated;
    final List<String> events = new ArrayList<>();
    final List<Runnable> meterAnswers = new ArrayList<>();
    long nowNs = 1_000 * MS;
    /** The engine's clock, when a test has it stand in a call. */
    long engineNs;
    boolean ringWoken;
    boolean engineWoken;

    IsolatedPair(FakeHost host) {
        this.host = host;
        table = new ServiceTable(host);
        table.start();
        isolated = new IsolatedEngine(this, this, host.map, LIMITS, () -> Math.max(nowNs, engineNs));
    }

    /** Makes, starts and loads the engine. */
    IsolatedPair load(ServiceEngineFactory factory) throws EngineException {
        isolated.half().load(factory, new NodeFacts(host.dialect, 1, host.longestMessage(),
                Sight.before(RingIdentity.NONE, table.quorum())));
        table.load(new IsolatedFactory(isolated), nowNs);
        return this;
    }

    /** The ring thread looks after its deadlines until there are none. */
    void ring() {
        for (int turn = 0; turn < 1000 && table.nextDeadlineNs() <= nowNs; turn++) {
            table.onDeadline(nowNs);
        }
        done();
    }

    /** What the core does at the end of each call. */
    void done() {
        for (int id = table.failed(); id != ServiceTable.NONE; id = table.failed()) {
            table.unload(id, nowNs);
        }
        table.takeHeld(nowNs);
    }

    /** The engine's thread makes all its calls. */
    void engine() {
        engineWoken = false;
        while (isolated.half().step()) {
            // until there is none
        }
    }

    /** Both, until neither has anything to do. */
    void settle() {
        for (int turn = 0; turn < 20; turn++) {
            engine();
            ring();
        }
    }

    void pass(long ms) {
        nowNs += ms * MS;
        ring();
    }

    @Override
    public void wakeRing() {
        ringWoken = true;
    }

    @Override
    public void log(LogLevel level, String subsystem, String text) {
        host.log(level, subsystem, text);
    }

    @Override
    public <T> Optional<T> ability(Class<T> type) {
        return type == HostMeter.class
                ? Optional.of(type.cast(new Meter()))
                : type == EngineHome.class ? Optional.of(type.cast(new Home())) : Optional.empty();
    }

    @Override
    public <T> T ask(Supplier<T> question, T nobody) {
        while (isolated.hasCommands()) {
            table.onDeadline(nowNs);
        }
        return question.get();
    }

    @Override
    public void wakeEngine() {
        engineWoken = true;
    }

    @Override
    public void slow(String doing, long forNs) {
        events.add("slow " + doing + " " + forNs / MS);
    }

    @Override
    public void stopping() {
        events.add("stopping");
    }

    @Override
    public void stopped() {
        events.add("stopped");
    }

    @Override
    public void abandoned() {
        events.add("abandoned");
    }

    @Override
    public long allocatedBytes() {
        return 77;
    }

    /** An ability that brings things to the ring thread. */
    private final class Home implements EngineHome {
        @Override
        public boolean bring(Runnable task) {
            meterAnswers.add(task);
            return true;
        }

        @Override
        public Path directory() {
            return Path.of("/home");
        }
    }

    /** An ability that answers later. */
    private final class Meter implements HostMeter {
        @Override
        public HostReading latest() {
            return null;
        }

        @Override
        public boolean read(java.util.function.Consumer<HostReading> done) {
            meterAnswers.add(() -> done.accept(null));
            return true;
        }
    }
}
