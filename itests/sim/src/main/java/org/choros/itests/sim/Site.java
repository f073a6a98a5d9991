package org.choros.itests.sim;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.choros.itests.checkers.AvailabilityChecks;

/** What runs on a machine for its availability managers, those that are gone included. */
final class Site {
    private static final long KEEPER_NS = 25 * Options.MS;

    /** A process group, an effect, or the part of a bean. */
    static final class Part {
        final SiteActuator owner;
        final String workload;
        final String what;
        /** Whether it is gone. */
        boolean over;

        Part(SiteActuator owner, String workload, String what) {
            this.owner = owner;
            this.workload = workload;
            this.what = what;
        }
    }

    private final Machine machine;
    private final World world;
    private final Chance chance;
    private final Set<Part> parts = new LinkedHashSet<>();

    Site(Machine machine, Chance chance) {
        this.machine = machine;
        this.chance = chance;
        world = machine.world();
    }

    private AvailabilityChecks checks() {
        return world.watch().availability();
    }

    Machine machine() {
        return machine;
    }

    Part begin(SiteActuator owner, String workload, String unit, String what, boolean exclusive,
            boolean needsQuorum) {
        Part p = new Part(owner, workload, what);
        parts.add(p);
        world.note(machine.toString(), () -> "  HAS " + what + " of " + workload + " in " + unit);
        checks().began(world.nowNs(), machine.nodeId(), workload, unit, exclusive, needsQuorum);
        return p;
    }

    void end(Part p) {
        if (p != null && !p.over) {
            p.over = true;
            parts.remove(p);
            world.note(machine.toString(), () -> "  has no more " + p.what + " of " + p.workload);
            checks().ended(world.nowNs(), machine.nodeId(), p.workload);
            if (machine.process() != null) {
                machine.process().siteChanged();
            }
        }
    }

    /** Whether all that runs here is of one engine. */
    boolean isClear(SiteActuator of) {
        return parts.stream().allMatch(p -> p.owner == of);
    }

    /** Whether nothing runs here. */
    boolean isEmpty() {
        return parts.isEmpty();
    }

    /** The host ends, and everything at once. */
    void reset() {
        List.copyOf(parts).forEach(this::end);
    }

    /** The process that has run these has ended: beans at once, and who keeps watch over the others ends them. */
    void orphan() {
        for (Part p : List.copyOf(parts)) {
            if (p.what.equals(SiteActuator.BEAN)) {
                end(p);
            } else {
                world.after(chance.between(0, KEEPER_NS), () -> end(p));
            }
        }
    }

    /** An engine has ended in a process that lives: what it leaves ends before the others' time for it is over. */
    void abandon(SiteActuator owner) {
        long longestNs = chance.oneIn(2) ? world.options().upkeep.boundNs / 2 : KEEPER_NS;
        for (Part p : List.copyOf(parts)) {
            if (p.owner == owner) {
                world.after(chance.between(0, longestNs), () -> end(p));
            }
        }
    }

    /** Something here crashes. */
    void crashSomething(Chance r) {
        List<Part> all = new ArrayList<>(parts);
        if (!all.isEmpty()) {
            Part p = all.get(r.below(all.size()));
            p.owner.crash(p);
        }
    }
}
