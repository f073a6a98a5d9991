package org.choros.engine.amf.assign;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import org.choros.engine.amf.model.Group;
import org.choros.engine.amf.model.Model;
import org.choros.engine.amf.model.Unit;
import org.choros.engine.amf.model.Workload;
import org.choros.engine.amf.supervise.Order;
import org.choros.engine.amf.supervise.Order.Phase;
import org.choros.engine.amf.supervise.Role;
import org.choros.engine.amf.supervise.Slot;

/**
 * The changes of the ledger that are safe now, on the way to where workloads belong: removals before additions, what is
 * required removed last and added first, and nothing exclusive added while it may be active elsewhere.
 */
public final class Planner {
    private final Model model;
    private final Facts facts;
    private final SortedMap<Slot, Role> target = new TreeMap<>();
    private final List<Step> steps = new ArrayList<>();
    private final Map<String, Boolean> lacking = new HashMap<>();
    private final Map<String, List<Order>> byWorkload = new HashMap<>();
    /** Active entries of those that require a workload. */
    private final Map<String, List<Order>> requiring = new HashMap<>();
    private final Set<String> served = new HashSet<>();
    /** What is going to be active somewhere. */
    private final Set<String> aimedAt = new HashSet<>();

    private Planner(Model model, Facts facts) {
        this.model = model;
        this.facts = facts;
        for (Order o : facts.orders()) {
            byWorkload.computeIfAbsent(o.slot().workload(), k -> new ArrayList<>()).add(o);
            Workload w = model.workload(o.slot().workload());
            if (w != null && o.role() == Role.ACTIVE) {
                w.requires().forEach(d -> requiring.computeIfAbsent(d, k -> new ArrayList<>()).add(o));
            }
        }
        aim();
    }

    /**
     * What is to be done now.
     *
     * @param steps the changes, in order; none when all is as it should be, or has to be waited for
     * @param served what is active where it belongs: one more entry of that workload changes nothing
     */
    public record Plan(List<Step> steps, Set<String> served) {
    }

    /**
     * @param model the model
     * @param facts what all nodes know
     * @return what is to be done now
     */
    public static Plan make(Model model, Facts facts) {
        Planner p = new Planner(model, facts);
        p.remove();
        p.add();
        return new Plan(p.steps, p.served);
    }

    /**
     * @param model the model
     * @param facts what all nodes know
     * @return the changes, in order; none when all is as it should be, or has to be waited for
     */
    public static List<Step> plan(Model model, Facts facts) {
        return make(model, facts).steps();
    }

    /**
     * @param model the model
     * @param facts what all nodes know
     * @return where workloads belong, whether they can be there now or not
     */
    public static SortedMap<Slot, Role> target(Model model, Facts facts) {
        return new Planner(model, facts).target;
    }

    private void aim() {
        Map<Slot, Role> now = new TreeMap<>();
        for (Order o : facts.orders()) {
            if (isStaying(o) && !isForeign(o) && facts.service(o.slot().unit()) != Service.OUT) {
                now.put(o.slot(), o.role());
            }
        }
        for (Group g : model.groups()) {
            target.putAll(Assigner.assign(g, facts::service, now, facts::wish));
        }
        target.forEach((slot, role) -> {
            if (role == Role.ACTIVE) {
                aimedAt.add(slot.workload());
            }
        });
        for (Order o : facts.orders()) {
            if (serves(o)) {
                served.add(o.slot().workload());
            }
        }
    }

    /** Whether the model does not know it any more, or has its unit on another node. */
    private boolean isForeign(Order o) {
        Unit u = model.unit(o.slot().unit());
        return u == null || u.node() != o.node() || model.workload(o.slot().workload()) == null;
    }

    /** Whether it is active where it belongs. */
    private boolean isServed(String workload) {
        return served.contains(workload);
    }

    private boolean serves(Order o) {
        return o.role() == Role.ACTIVE && o.phase() == Phase.HELD && target.get(o.slot()) == Role.ACTIVE
                && !isForeign(o);
    }

    /** Whether something that it requires is not active where it belongs, or is not going to stay so. */
    private boolean lacksWhatItRequires(Workload w) {
        Boolean known = lacking.get(w.id());
        if (known == null) {
            known = !w.requires().stream().allMatch(this::stays);
            lacking.put(w.id(), known);
        }
        return known;
    }

    /** What lacks something itself goes, but in maintenance: who requires it has to go first. */
    private boolean stays(String workload) {
        boolean lacks = lacksWhatItRequires(model.workload(workload));
        for (Order o : ordersOf(workload)) {
            if (serves(o) && (!lacks || facts.service(o.slot().unit()) == Service.KEEP)) {
                return true;
            }
        }
        return false;
    }

    // --- removals

    private void remove() {
        // what the model does not know any more goes first
        for (Order o : facts.orders()) {
            if (isForeign(o)) {
                remove(o);
            }
        }
        List<Workload> backwards = new ArrayList<>(model.workloads());
        Collections.reverse(backwards);
        for (Workload w : backwards) {
            boolean lacks = lacksWhatItRequires(w);
            for (Order o : ordersOf(w.id()).stream().filter(o -> !isForeign(o)).toList()) {
                Role wanted = target.get(o.slot());
                boolean wrong = wanted == null || wanted == Role.STANDBY && o.role() == Role.ACTIVE;
                boolean kept = facts.service(o.slot().unit()) == Service.KEEP;
                boolean lost = o.role() == Role.ACTIVE && lacks && !kept;
                if ((wrong || lost) && !(o.role() == Role.ACTIVE && isNeeded(w, lost))) {
                    remove(o);
                }
            }
        }
    }

    private List<Order> ordersOf(String workload) {
        return byWorkload.getOrDefault(workload, List.of());
    }

    private void remove(Order o) {
        if (isStaying(o)) {
            steps.add(new Step(Step.Kind.REMOVE, o.slot(), Role.NONE));
        }
    }

    /** Whether what requires it is still there to be stopped first; all of it goes when it is lost. */
    private boolean isNeeded(Workload w, boolean lost) {
        if (!lost && isServed(w.id())) {
            return false;
        }
        for (Order o : requiring.getOrDefault(w.id(), List.of())) {
            if (o.phase() != Phase.STUCK && facts.present(o.node())
                    && facts.service(o.slot().unit()) != Service.KEEP) {
                return true;
            }
        }
        return false;
    }

    // --- additions

    private void add() {
        for (Workload w : model.workloads()) {
            Group g = model.groupOf(w.id());
            boolean active = ordersOf(w.id()).stream().anyMatch(o -> o.role() == Role.ACTIVE && isStaying(o));
            for (Unit unit : g.units()) {
                Slot slot = new Slot(w.id(), unit.id());
                active |= target.get(slot) == Role.ACTIVE && mayBeActive(w, g, slot) && activate(slot);
            }
            // standby before anybody is active, it would be the next to become active, whatever its rank
            for (Unit unit : active ? g.units() : List.<Unit>of()) {
                Slot slot = new Slot(w.id(), unit.id());
                if (target.get(slot) == Role.STANDBY && facts.order(slot) == null) {
                    steps.add(new Step(Step.Kind.ADD, slot, Role.STANDBY));
                }
            }
        }
    }

    /** Whether it becomes active in this plan. */
    private boolean activate(Slot slot) {
        Order order = facts.order(slot);
        if (order == null) {
            steps.add(new Step(Step.Kind.ADD, slot, Role.ACTIVE));
            return true;
        }
        boolean promoted = order.role() == Role.STANDBY && isStaying(order);
        if (promoted) {
            steps.add(new Step(Step.Kind.PROMOTE, slot, Role.ACTIVE));
        }
        return promoted;
    }

    private static boolean isStaying(Order o) {
        return o.phase() == Phase.ADDING || o.phase() == Phase.HELD;
    }

    private boolean mayBeActive(Workload w, Group g, Slot slot) {
        if (lacksWhatItRequires(w) || !w.after().stream().allMatch(d -> isServed(d) || !aimedAt.contains(d))) {
            return false;
        }
        if (!g.redundancy().exclusive()) {
            return true;
        }
        boolean elsewhere = ordersOf(w.id()).stream()
                .anyMatch(o -> o.role() == Role.ACTIVE && !o.slot().equals(slot));
        return !elsewhere && !facts.mayRunElsewhere(w.id());
    }
}
