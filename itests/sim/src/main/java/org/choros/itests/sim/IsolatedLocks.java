package org.choros.itests.sim;

import java.util.Optional;
import java.util.function.Supplier;

import org.choros.engine.lock.LockFactory;
import org.choros.node.core.NodeCore;
import org.choros.node.isolation.EngineHands;
import org.choros.node.isolation.IsolatedEngine;
import org.choros.node.isolation.IsolatedFactory;
import org.choros.node.isolation.Limits;
import org.choros.node.isolation.NodeFacts;
import org.choros.node.isolation.RingHands;
import org.choros.node.isolation.Sight;
import org.choros.spi.engine.EngineException;
import org.choros.spi.log.LogLevel;

/**
 * The lock engine as if on a thread of its own, which is late by chance: everything that it is told comes later than it
 * happened, and what it asks for is done later still. Only clients' requests are waited for, as lockers want their
 * answers at once.
 */
final class IsolatedLocks implements RingHands, EngineHands {
    /** As good as none: an engine that is not late because of itself is not given up. */
    private static final Limits LIMITS = new Limits(1L << 60, 1L << 60);

    private final Machine machine;
    private final SimProcess process;
    private final NodeCore core;
    private final Chance chance;
    private final long lateNs;
    private final IsolatedEngine engine;
    private boolean ringWoken;
    private boolean engineWoken;

    /**
     * @param chance its own
     * @param lateNs how late a call comes at most
     */
    IsolatedLocks(Machine machine, SimProcess process, NodeCore core, Chance chance, long lateNs) {
        this.machine = machine;
        this.process = process;
        this.core = core;
        this.chance = chance;
        this.lateNs = lateNs;
        engine = new IsolatedEngine(this, this, core.map(), LIMITS, machine::clockNs);
    }

    void load(int dialect) throws EngineException {
        engine.half().load(new LockFactory(), new NodeFacts(dialect, machine.nodeId(), core.groups().longest(),
                Sight.before(core.operationalRing(), core.services().quorum())));
        core.load(new IsolatedFactory(engine), machine.clockNs());
    }

    /** Both sides do everything that there is for them to do. */
    void settle() {
        while (engine.half().step() || engine.hasCommands()) {
            core.onDeadline(machine.clockNs());
        }
    }

    private void step() {
        engineWoken = false;
        if (engine.half().step()) {
            wakeEngine();
        }
    }

    @Override
    public void wakeEngine() {
        if (!engineWoken) {
            engineWoken = true;
            process.does(chance.between(0, lateNs), this::step);
        }
    }

    @Override
    public void wakeRing() {
        if (!ringWoken) {
            ringWoken = true;
            process.does(chance.between(0, lateNs), () -> {
                ringWoken = false;
                core.onDeadline(machine.clockNs());
                engine.hasStopped(machine.clockNs());
                process.settle();
            });
        }
    }

    @Override
    public void log(LogLevel level, String subsystem, String text) {
        process.log(level, subsystem, text);
    }

    @Override
    public <T> Optional<T> ability(Class<T> type) {
        return process.ability(type);
    }

    @Override
    public <T> T ask(Supplier<T> question, T nobody) {
        while (engine.hasCommands()) {
            core.onDeadline(machine.clockNs());
        }
        return question.get();
    }

    @Override
    public void slow(String doing, long forNs) {
        throw new IllegalStateException(machine + ": the lock engine is slow in " + doing);
    }

    @Override
    public void stopping() {
        wakeRing();
    }

    @Override
    public void stopped() {
        // its thread would end
    }

    @Override
    public void abandoned() {
        throw new IllegalStateException(machine + ": the lock engine was given up");
    }

    @Override
    public long allocatedBytes() {
        return 0;
    }
}
