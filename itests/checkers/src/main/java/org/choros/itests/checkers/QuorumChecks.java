package org.choros.itests.checkers;

import java.util.ArrayList;
import java.util.List;

/** V7: two partitions are never both quorate. */
final class QuorumChecks {
    /** Two that say so at the same time. */
    private record Pair(Life a, Life b, long sinceNs, String text) {
    }

    private final World world;
    private final List<Pair> pairs = new ArrayList<>();

    QuorumChecks(World world) {
        this.world = world;
    }

    void quorum(long nowNs, Life life, boolean quorate, int[] members) {
        ended(nowNs, life);
        life.quorate = quorate;
        life.quorumMembers = Ids.sorted(members);
        if (!quorate || !world.options.oneQuorum()) {
            return;
        }
        for (Machine machine : world.machines.values()) {
            Life other = machine.life;
            if (other != null && other != life && other.alive && other.quorate
                    && Ids.disjoint(life.quorumMembers, other.quorumMembers)) {
                String text = "node " + life + " with " + Ids.text(life.quorumMembers) + " and node " + other
                        + " with " + Ids.text(other.quorumMembers) + " are both quorate";
                if (world.options.slackNs() == 0) {
                    world.violated(Property.V7, nowNs, text);
                } else {
                    pairs.add(new Pair(life, other, nowNs, text));
                }
            }
        }
    }

    /** What a node said until now is over; it counts when it was said for longer than clocks differ. */
    void ended(long nowNs, Life life) {
        pairs.removeIf(p -> {
            boolean over = p.a == life || p.b == life;
            if (over && nowNs - p.sinceNs > world.options.slackNs()) {
                world.violated(Property.V7, p.sinceNs, p.text);
            }
            return over;
        });
        life.quorate = false;
    }

    void settled() {
        pairs.forEach(p -> world.violated(Property.V7, p.sinceNs, p.text));
        pairs.clear();
    }
}
