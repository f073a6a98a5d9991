package org.choros.itests.sim;

import java.util.List;

import org.choros.engine.amf.AmfAccess;
import org.choros.engine.amf.Operation;
import org.choros.engine.amf.Target;
import org.choros.engine.amf.model.Group;
import org.choros.engine.amf.model.Model;
import org.choros.engine.amf.model.Unit;
import org.choros.engine.amf.model.Workload;
import org.choros.engine.amf.supervise.Order;

/** What operators and bad luck do to what is kept available, besides the faults; in the end all of it is undone. */
final class Operators {
    private static final int PART = 2000;
    private static final long MS = Options.MS;
    private static final long UNDO_NS = 700 * MS;

    private final World world;
    private final Chance chance;

    Operators(World world) {
        this.world = world;
        chance = world.chanceFor(PART);
    }

    void start() {
        world.after(world.options().quietNs + chance.between(0, world.options().upkeep.gapNs), this::act);
    }

    private Machine any() {
        return world.machine(chance.below(world.machines().size()));
    }

    private void act() {
        if (world.healed()) {
            undo();
            return;
        }
        Machine m = any();
        switch (chance.below(16)) {
            case 0, 1, 2, 3, 4 -> m.site().crashSomething(chance);
            case 5 -> reload();
            case 6 -> replace(m);
            case 7 -> {
                if (chance.oneIn(2)) {
                    m.reset();
                }
            }
            case 8 -> {
                if (!m.isUp()) {
                    m.boot();
                }
            }
            default -> operate(m);
        }
        world.after(chance.between(0, 2 * world.options().upkeep.gapNs), this::act);
    }

    private void reload() {
        world.configuration().upkeep().change(chance);
        world.note("operator", () -> "changes what is to be kept available");
        for (Machine m : world.machines()) {
            if (!chance.oneIn(5)) {
                world.after(chance.between(0, 40 * MS), m::reload);
            }
        }
    }

    /** The plug-in goes, and comes back. */
    private void replace(Machine m) {
        SimProcess p = m.process();
        if (p == null || p.isPaused() || p.kept() == null) {
            return;
        }
        world.note(m.toString(), () -> "loses its availability manager");
        p.unloadKept();
        p.does(chance.oneIn(2) ? 0 : chance.between(0, 1500 * MS), p::loadKept);
    }

    private void operate(Machine m) {
        AmfAccess a = m.isUp() ? m.process().kept() : null;
        if (a == null || m.process().isPaused() || a.model().groups().isEmpty()) {
            return;
        }
        Group g = a.model().groups().get(chance.below(a.model().groups().size()));
        Unit u = g.units().get(chance.below(g.units().size()));
        Target[] targets = {Target.unit(u.id()), Target.group(g.name()), Target.node(u.node())};
        Operation[] all = Operation.values();
        Operation o = chance.oneIn(3) ? Operation.UNLOCK : all[chance.below(all.length)];
        switch (o) {
            case MOVE -> {
                List<Workload> of = g.workloads();
                say(m, o, Target.workload(of.get(chance.below(of.size())).id()), chance.oneIn(3) ? "" : u.id());
            }
            case FENCED -> {
                Machine dead = any();
                // nobody vouches for what is not so
                if (!dead.isUp() && dead.site().isEmpty() && a.model().nodes().containsKey(dead.nodeId())) {
                    say(m, o, Target.node(dead.nodeId()), "");
                }
            }
            default -> say(m, o, targets[chance.below(targets.length)], "");
        }
    }

    private void say(Machine m, Operation o, Target target, String argument) {
        String fault = m.process().kept().operate(o, target, argument, m.clockNs());
        world.note("operator", () -> "asks " + m + " for " + o + " of " + target + " " + argument
                + (fault == null ? "" : ": " + fault));
        m.process().settle();
    }

    /** Again and again, until it has come to everybody who needs it. */
    private void undo() {
        for (Machine m : world.running()) {
            m.reload();
        }
        Machine m = world.running().stream().filter(n -> n.isUp() && n.process().kept() != null).findFirst()
                .orElse(null);
        if (m != null && !world.keptAtRest().isSo()) {
            Model model = m.process().kept().model();
            for (Group g : model.groups()) {
                for (Unit u : g.units()) {
                    say(m, Operation.UNLOCK, Target.unit(u.id()), "");
                    say(m, Operation.REPAIR, Target.unit(u.id()), "");
                    say(m, Operation.UNLOCK, Target.node(u.node()), "");
                }
                say(m, Operation.UNLOCK, Target.group(g.name()), "");
            }
            for (Order o : m.process().kept().orders()) {
                // nothing but an operator's word tells that what could not be stopped has ended with its host
                boolean dead = !world.isToRun(world.machine(o.node() - 1));
                if (dead && o.phase() == Order.Phase.STUCK && model.nodes().containsKey(o.node())) {
                    say(m, Operation.FENCED, Target.node(o.node()), "");
                }
            }
        }
        world.after(UNDO_NS, this::undo);
    }
}
