package org.choros.itests.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Machines, the network between them, and the time: one thread, nothing shared, everything from one seed. What happens
 * to it is the business of whoever drives it: a {@link FaultPlan}, or a script.
 */
final class World {
    private static final long EVENTS_MAX = 40_000_000;
    /** More at a time is a storm: what has been sent makes more than itself be sent. */
    private static final int UNDER_WAY_MAX = 400_000;
    private static final int LOOK_EVERY = 64;

    private final Options options;
    private final Chance chance;
    private final Trace trace;
    private final Watch watch;
    private final Coverage coverage = new Coverage();
    private final EventQueue events = new EventQueue();
    private final LocksAtRest locksAtRest = new LocksAtRest(this);
    private final KeptAtRest keptAtRest = new KeptAtRest(this);
    private final Network network;
    private final List<Machine> machines = new ArrayList<>();
    private final Configuration configuration;
    private final long seed;
    private long nowNs;
    private long numbers;
    private boolean healed;
    private SimException failure;

    World(Options options, long seed, Trace trace) {
        this.options = options;
        this.trace = trace;
        this.seed = seed;
        chance = new Chance(seed);
        watch = new Watch(this);
        configuration = new Configuration(options, chance);
        network = new Network(this, options, new Chance(seed + 1));
        for (int i = 0; i < options.nodes; i++) {
            machines.add(new Machine(this, i));
        }
    }

    Options options() {
        return options;
    }

    /** @return chance of its own for a part that the others' must not depend on */
    Chance chanceFor(int part) {
        return new Chance(seed + 2 + part);
    }

    Chance chance() {
        return chance;
    }

    Trace trace() {
        return trace;
    }

    Coverage coverage() {
        return coverage;
    }

    Watch watch() {
        return watch;
    }

    Network network() {
        return network;
    }

    Configuration configuration() {
        return configuration;
    }

    List<Machine> machines() {
        return machines;
    }

    Machine machine(int index) {
        return machines.get(index);
    }

    /** @return nanoseconds since the beginning */
    long nowNs() {
        return nowNs;
    }

    /** @return a number that nobody else has */
    long nextNumber() {
        return ++numbers;
    }

    long events() {
        return events.planned();
    }

    boolean healed() {
        return healed;
    }

    void after(long delayNs, Runnable action) {
        events.add(nowNs + delayNs, action);
    }

    /** A packet arrives after a while. */
    void deliver(long delayNs, int to, Packet packet) {
        events.add(nowNs + delayNs, machines.get(to), packet);
    }

    void note(String who, Supplier<String> what) {
        trace.add(nowNs, who, what);
    }

    /**
     * Lets time pass.
     *
     * @param untilNs until then
     * @param enough asked now and then; ends it early
     * @return whether it was enough
     */
    boolean run(long untilNs, BooleanSupplier enough) {
        int look = 0;
        while (!events.isEmpty() && events.nextNs() <= untilNs) {
            EventQueue.Event e = events.poll();
            nowNs = Math.max(nowNs, e.atNs());
            if (e.packet != null) {
                e.machine.arrived(e.packet);
            } else {
                e.action.run();
            }
            events.done(e);
            if (failure != null) {
                throw failure;
            }
            if (++look == LOOK_EVERY) {
                look = 0;
                if (events.planned() > EVENTS_MAX) {
                    throw fail("V8", "too many events: something goes round for ever");
                }
                if (events.size() > UNDER_WAY_MAX) {
                    throw fail("V8", "a storm: " + events.size() + " events are planned");
                }
                if (enough.getAsBoolean()) {
                    return true;
                }
            }
        }
        nowNs = Math.max(nowNs, untilNs);
        return enough.getAsBoolean();
    }

    /** @return whether a machine runs when everything is healed */
    boolean isToRun(Machine m) {
        return (options.leftDead >>> m.index() & 1) == 0;
    }

    /** @return the machines that run when everything is healed */
    List<Machine> running() {
        return machines.stream().filter(this::isToRun).toList();
    }

    /** Faults end: links are whole, everybody runs who is not left dead. */
    void heal() {
        machines.forEach(m -> {
            if (!isToRun(m)) {
                m.crash();
            }
        });
        healed = true;
        note("world", () -> "is healed");
        network.heal();
        machines.forEach(Machine::heal);
        if (options.heartbeat > 0) {
            // who was away when the token timeout was changed would take another's longer hold for a death, for ever
            machines.forEach(Machine::reload);
        }
        watch.healed();
    }

    /**
     * A property does not hold: ends the run, also when whoever has noticed is guarded against exceptions.
     *
     * @return what to throw
     */
    SimException fail(String property, String text) {
        if (failure == null) {
            failure = new SimException(property, text);
        }
        return failure;
    }

    /** @return whether there is one ring of all that run, quiet and in order, no lock is held, and all is served */
    boolean converged() {
        return ringConverged() && locksAtRest.isSo() && keptAtRest.isSo();
    }

    KeptAtRest keptAtRest() {
        return keptAtRest;
    }

    LocksAtRest locksAtRest() {
        return locksAtRest;
    }

    /** @return whether there is one ring of all that run, quiet and in order, whatever their locks do */
    boolean ringConverged() {
        for (Machine m : machines) {
            if (isToRun(m) && !m.isSettled()) {
                return false;
            }
        }
        return watch.converged();
    }
}
