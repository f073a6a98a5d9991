package org.choros.itests.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import org.choros.engine.amf.AmfAccess;
import org.choros.engine.amf.model.Group;
import org.choros.engine.amf.supervise.Order;
import org.choros.engine.amf.supervise.Role;

/**
 * What has to become of what is kept available when everything is healed: one ledger on all nodes, everything where it
 * belongs, all workloads served that can be, and nothing running anywhere that the ledger does not have.
 */
final class KeptAtRest {
    private final World world;

    KeptAtRest(World world) {
        this.world = world;
    }

    boolean isSo() {
        return world.options().upkeep == null || why().isEmpty();
    }

    /** @return why it is not so, for people; empty when it is */
    String why() {
        List<Machine> keepers = new ArrayList<>();
        boolean served = true;
        for (Machine m : world.running()) {
            if (!m.isUp()) {
                return m + " is down";
            }
            served &= m.isQuorate();
            if (world.options().upkeep.isPresent(m)) {
                keepers.add(m);
            }
        }
        if (!served) {
            return "";
        }
        AmfAccess first = null;
        for (Machine m : keepers) {
            AmfAccess a = m.process().kept();
            if (a == null || !a.exists()) {
                return m + " has no ledger";
            }
            first = first == null ? a : first;
            if (a.digest() != first.digest()) {
                return m + " has another ledger: " + a + " of " + a.orders() + ", not " + first + " of "
                        + first.orders();
            }
        }
        return first == null ? "" : why(first, keepers.size());
    }

    private String why(AmfAccess ledger, int keepers) {
        SortedMap<String, SortedMap<Integer, String>> expected = new TreeMap<>();
        for (Order o : ledger.orders()) {
            if (o.role() == Role.ACTIVE && o.phase() == Order.Phase.HELD) {
                expected.computeIfAbsent(o.slot().workload(), k -> new TreeMap<>()).put(o.node(), o.slot().unit());
            }
        }
        if (!ledger.isSettled()) {
            return "not everything is where it belongs: " + ledger.orders() + ", " + ledger;
        }
        SortedMap<String, SortedMap<Integer, String>> running = world.watch().availability().running();
        if (!running.equals(expected)) {
            return "the ledger says " + expected + ", and what runs is " + running;
        }
        if (keepers == world.machines().size()) {
            for (Group g : ledger.model().groups()) {
                int copies = g.redundancy().exclusive() ? 1 : g.active();
                int active = g.workloads().stream()
                        .mapToInt(w -> expected.getOrDefault(w.id(), new TreeMap<>()).size()).sum();
                if (active != copies * g.workloads().size()) {
                    return "group " + g.name() + " is not wholly served: " + expected;
                }
            }
        }
        return "";
    }

    /** @return in words, what each node thinks */
    String text() {
        StringBuilder text = new StringBuilder("what is kept available is not at rest: ").append(why());
        for (Machine m : world.running()) {
            text.append("; ").append(m).append(' ').append(m.isQuorate() ? "quorate " : "not quorate ")
                    .append(!m.isUp() || m.process().kept() == null ? "" : m.process().kept().executor().lines());
        }
        return text.toString();
    }
}
