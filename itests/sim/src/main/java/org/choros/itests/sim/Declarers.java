package org.choros.itests.sim;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Programs and bundles that declare groups beside the configuration, replace and withdraw them, in every other run.
 * What they have declared last stays.
 */
final class Declarers {
    private static final int PART = 2100;
    private static final long MS = Options.MS;
    /** On an average so many times as long as between two deeds of operators. */
    private static final int PAUSES = 3;

    private final World world;
    private final Chance chance;

    Declarers(World world) {
        this.world = world;
        chance = world.chanceFor(PART);
    }

    void start() {
        if (chance.oneIn(2)) {
            world.after(world.options().quietNs + chance.between(0, world.options().upkeep.gapNs), this::act);
        }
    }

    private void act() {
        if (world.healed()) {
            return;
        }
        Machine m = world.machine(chance.below(world.machines().size()));
        if (m.isUp() && !m.process().isPaused() && m.process().kept() != null) {
            act(m, m.process(), "d" + chance.below(2));
        }
        world.after(chance.between(0, 2 * PAUSES * world.options().upkeep.gapNs), this::act);
    }

    private void act(Machine m, SimProcess p, String name) {
        SortedMap<String, SortedMap<String, String>> bundles = new TreeMap<>(p.declared());
        switch (chance.below(5)) {
            case 0 -> say(m, "declares " + name, p.kept().declare(name, group(), m.clockNs()));
            case 1 -> say(m, "withdraws " + name, p.kept().withdraw(name, m.clockNs()));
            case 2 -> {
                if (bundles.remove(name) != null) {
                    p.declared(bundles);
                    say(m, "loses the bundle of " + name, null);
                }
            }
            default -> {
                bundles.put(name, group());
                p.declared(bundles);
                say(m, "gets a bundle of " + name, null);
            }
        }
        p.kept().look(m.clockNs());
        p.settle();
    }

    private void say(Machine m, String what, String fault) {
        world.note("declarer", () -> m + " " + what + (fault == null ? "" : ": " + fault));
    }

    /** As little as any group of the configuration needs to stop. */
    private SortedMap<String, String> group() {
        SortedMap<String, String> k = new TreeMap<>();
        StringBuilder nodes = new StringBuilder();
        int left = Math.max(2, chance.below(world.machines().size()) + 1);
        for (Machine m : world.machines()) {
            nodes.append(left-- > 0 ? " " + m.nodeId() : "");
        }
        k.put("nodes", nodes.toString().strip());
        if (chance.oneIn(3)) {
            k.put(chance.oneIn(2) ? "after" : "requires", chance.oneIn(2) ? "g0" : "d0");
        }
        k.put("restart_delay", Integer.toString(10 + chance.below(100)));
        k.put("restart_delay_max", "300");
        k.put("restart_probation", "1500");
        k.put("unit_probation", "3000");
        k.put("repair", "700");
        k.put("component.0.name", "c");
        k.put("component.0.start", "serve");
        k.put("component.0.start_timeout", "700");
        k.put("component.0.stop_timeout", "60");
        k.put("component.0.kill_timeout", "60");
        return k;
    }
}
