package org.choros.itests.sim;

import java.util.function.Function;

import org.choros.itests.checkers.Checkers;

/**
 * One run of whole nodes with their engines: clock, network, disks, clients and faults come from one seed. First comes
 * a time of faults, then everything is healed, and the cluster has to converge and drain.
 */
public final class Sim {
    private static final int TRACED = 400;

    private Sim() {
    }

    /**
     * Runs a seed. When a property does not hold it is run again, the same way, to have the trace of it.
     *
     * @param seed the seed
     * @return what happened
     * @throws SimException when a property does not hold
     */
    public static SimResult run(long seed) {
        return run(seed, false);
    }

    /**
     * Runs a seed.
     *
     * @param seed the seed
     * @param large whether the ring is one of 17 to 64 nodes
     * @return what happened
     * @throws SimException when a property does not hold
     */
    public static SimResult run(long seed, boolean large) {
        return replayed(seed, trace -> run(seed, large, trace));
    }

    private static SimResult replayed(long seed, Function<Trace, SimResult> run) {
        try {
            return run.apply(Trace.off());
        } catch (SimException first) {
            Trace trace = Trace.last(TRACED);
            try {
                run.apply(trace);
            } catch (SimException again) {
                if (again.getMessage().equals(first.getMessage())) {
                    throw again;
                }
                throw new SimException(seed, "replay", "is not the same: " + first.getMessage() + "; again: "
                        + again.getMessage(), again.trace(), again);
            }
            throw new SimException(seed, "replay", "is not the same, and held; before: " + first.getMessage(), "",
                    first);
        }
    }

    static SimResult run(long seed, boolean large, Trace trace) {
        return run(seed, large, trace, 0);
    }

    /**
     * Runs a seed whose lock engines are told everything late, as on threads of their own.
     *
     * @param seed the seed
     * @param lateNs how late at most, in nanoseconds
     * @return what happened; null when this seed has no lockers
     */
    static SimResult runWithLateLocks(long seed, long lateNs) {
        return Options.draw(new Chance(seed), false).lockers == 0 ? null : run(seed, false, Trace.off(), lateNs);
    }

    /**
     * Runs a seed with availability managers: another run than that of the same seed without.
     *
     * @param seed the seed
     * @return what happened
     * @throws SimException when a property does not hold
     */
    public static SimResult runAvailability(long seed) {
        return replayed(seed, trace -> runAvailability(seed, trace));
    }

    static SimResult runAvailability(long seed, Trace trace) {
        Chance draw = new Chance(seed);
        return run(seed, Upkeep.draw(draw), draw, trace);
    }

    private static SimResult run(long seed, boolean large, Trace trace, long lockLateNs) {
        Chance draw = new Chance(seed);
        Options options = Options.draw(draw, large);
        options.lockLateNs = lockLateNs;
        return run(seed, options, draw, trace);
    }

    private static SimResult run(long seed, Options options, Chance draw, Trace trace) {
        FaultPlan plan = FaultPlan.draw(options, draw);
        World world = new World(options, draw.nextLong(), trace);
        try {
            return run(seed, world, plan);
        } catch (SimException e) {
            throw new SimException(seed, e.property(), e.text() + "; at " + world.nowNs() / Options.MS + " ms, "
                    + options, trace.toString(), e);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            StackTraceElement[] at = e.getStackTrace();
            throw new SimException(seed, "exception", e + (at.length == 0 ? "" : " at " + at[0]) + "; at "
                    + world.nowNs() / Options.MS + " ms, " + options, trace.toString(), e);
        }
    }

    private static SimResult run(long seed, World world, FaultPlan plan) {
        Options options = world.options();
        for (Machine m : world.machines()) {
            world.after(world.chance().between(0, 100 * Options.MS), m::boot);
        }
        plan.start(world);
        if (options.upkeep != null) {
            new Operators(world).start();
            new Declarers(world).start();
        }
        world.run(plan.endNs(), () -> false);
        world.heal();
        long healedNs = world.nowNs();
        long convergedNs = converge(world, healedNs + options.convergenceNs());
        if (convergedNs < 0 && world.ringConverged()) {
            throw world.locksAtRest().isSo()
                    ? world.fail("V12", world.keptAtRest().text())
                    : world.fail("V11", world.locksAtRest().text());
        } else if (convergedNs < 0) {
            StringBuilder text = new StringBuilder("not converged");
            world.machines().forEach(m -> text.append("; ").append(m.state()));
            throw world.fail("V8", text.toString());
        }
        world.watch().settled();
        Settled.check(world);
        Checkers.Seen seen = world.watch().checkers().seen();
        Network net = world.network();
        return new SimResult(seed, world.nowNs(), world.events(), plan.size(), net.sent(), net.faulty(),
                seen.installations(), seen.deliveries(), convergedNs - healedNs,
                world.watch().weakened(), world.coverage(), options.toString());
    }

    /** Quiet is what stays quiet: answers when it began, or -1. */
    private static long converge(World world, long endNs) {
        long restNs = 2 * world.options().tokenMs * Options.MS;
        while (world.run(endNs, world::converged)) {
            long sinceNs = world.nowNs();
            world.run(sinceNs + restNs, () -> !world.converged());
            if (world.converged()) {
                return sinceNs;
            }
        }
        return -1;
    }
}
