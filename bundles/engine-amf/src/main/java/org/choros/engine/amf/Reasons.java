package org.choros.engine.amf;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

import org.choros.engine.amf.assign.Planner;
import org.choros.engine.amf.assign.Service;
import org.choros.engine.amf.model.Group;
import org.choros.engine.amf.model.Model;
import org.choros.engine.amf.model.Unit;
import org.choros.engine.amf.model.Workload;
import org.choros.engine.amf.supervise.Order;
import org.choros.engine.amf.supervise.Role;
import org.choros.engine.amf.supervise.Slot;

/** Says in words of operators why units are not in service and workloads not active; of one moment. */
final class Reasons {
    private final Ledger ledger;
    private final Ledger.State state;
    private final Model model;
    private final Assembly assembly;
    private final String waitsFor;
    private SortedMap<Slot, Role> target;

    /**
     * @param assembly who is here; null while that changes
     * @param waitsFor why nothing changes; empty while it does
     */
    Reasons(Ledger ledger, Assembly assembly, String waitsFor) {
        this.ledger = ledger;
        this.assembly = assembly;
        this.waitsFor = waitsFor;
        state = ledger.state();
        model = ledger.model();
    }

    Ledger.State state() {
        return state;
    }

    boolean isHere(int node) {
        return assembly != null && assembly.participants().contains(node);
    }

    AdminState admin(Target target) {
        return state.administered().get(target);
    }

    // --- units

    /** Why a unit is not in service; empty when it is. */
    String unit(Unit u) {
        if (ledger.service(u.id()) == Service.IN) {
            return "";
        }
        List<String> why = new ArrayList<>();
        if (!isHere(u.node())) {
            why.add("node " + model.nodeName(u.node()) + " is away");
        } else if (state.doubts().containsKey(u.node())) {
            why.add("node " + model.nodeName(u.node()) + " has still to stop what it had");
        }
        if (state.leaving().contains(u.node())) {
            why.add("node " + model.nodeName(u.node()) + " is about to leave");
        }
        if (state.failedUnits().contains(u.id())) {
            why.add("it has failed");
        }
        String group = u.id().substring(0, u.id().indexOf('/'));
        administered(why, "it", admin(Target.unit(u.id())));
        administered(why, "group " + group, admin(Target.group(group)));
        administered(why, "node " + model.nodeName(u.node()), admin(Target.node(u.node())));
        return String.join(", ", why);
    }

    private static void administered(List<String> why, String what, AdminState admin) {
        if (admin != null) {
            why.add(what + switch (admin) {
                case LOCKED -> " is locked";
                case SHUTTING_DOWN -> " shuts down";
                case MAINTENANCE -> " is in maintenance";
                default -> " has taken itself out";
            });
        }
    }

    // --- workloads

    /** Why a workload is not active; empty when it is, as far as one unit. */
    String workload(Workload w) {
        List<Order> active = active(w.id());
        if (active.stream().anyMatch(o -> o.phase() == Order.Phase.HELD && ledger.present(o.node()))) {
            return "";
        }
        for (Order o : active) {
            if (!ledger.present(o.node())) {
                return "node " + model.nodeName(o.node()) + ", which is "
                        + (isHere(o.node()) ? "to stop it" : "away") + ", may still run it";
            }
        }
        for (Order o : active) {
            String unit = o.slot().unit();
            return switch (o.phase()) {
                case ADDING -> "it is being started in " + unit;
                case REMOVING -> "it is being stopped in " + unit;
                default -> "it cannot be stopped in " + unit;
            };
        }
        return waitsFor.isEmpty() ? notAssigned(w) : waitsFor;
    }

    private List<Order> active(String workload) {
        return state.entries().stream().filter(o -> o.slot().workload().equals(workload) && o.role() == Role.ACTIVE)
                .toList();
    }

    private String notAssigned(Workload w) {
        Group g = model.groupOf(w.id());
        if (!isAimedAt(w.id())) {
            return g.units().stream().allMatch(u -> ledger.service(u.id()) == Service.OUT)
                    ? "no unit is in service"
                    : "no unit has room for it";
        }
        if (ledger.mayRunElsewhere(w.id())) {
            SortedSet<Integer> unknown = new TreeSet<>(Integer::compareUnsigned);
            g.units().stream().map(Unit::node).filter(n -> !state.cleared().contains(n)).forEach(unknown::add);
            return "it is not known yet whether it runs on " + names(unknown);
        }
        List<String> missing = w.after().stream().filter(d -> isAimedAt(d) || w.requires().contains(d))
                .filter(d -> active(d).stream().noneMatch(o -> o.phase() == Order.Phase.HELD)).toList();
        return missing.isEmpty() ? "it is its turn next" : "it comes after " + String.join(", ", missing);
    }

    private boolean isAimedAt(String workload) {
        if (target == null) {
            target = Planner.target(model, ledger);
        }
        return target.entrySet().stream()
                .anyMatch(e -> e.getKey().workload().equals(workload) && e.getValue() == Role.ACTIVE);
    }

    /** Nodes for people. */
    String names(Collection<Integer> nodes) {
        return String.join(", ", nodes.stream().map(model::nodeName).toList());
    }

    // --- nodes

    /** What is not sure of a node; empty when it runs what the ledger says and nothing else. */
    String node(int node) {
        if (state.doubts().containsKey(node)) {
            return isHere(node) ? "it stops what it had" : "it may still run what it had";
        }
        if (state.grace() != 0 && model.nodes().containsKey(node) && !state.cleared().contains(node)) {
            return isHere(node)
                    ? "it has not said yet that it runs nothing"
                    : "it may run what nobody here knows";
        }
        return "";
    }

    /** Since which ring a node is in doubt. */
    long since(int node) {
        return state.doubts().getOrDefault(node, state.grace());
    }
}
