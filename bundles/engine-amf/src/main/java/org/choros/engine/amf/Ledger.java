package org.choros.engine.amf;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import org.choros.engine.amf.assign.Facts;
import org.choros.engine.amf.assign.Planner;
import org.choros.engine.amf.assign.Service;
import org.choros.engine.amf.assign.Step;
import org.choros.engine.amf.model.Group;
import org.choros.engine.amf.model.Model;
import org.choros.engine.amf.model.Unit;
import org.choros.engine.amf.supervise.Order;
import org.choros.engine.amf.supervise.Order.Phase;
import org.choros.engine.amf.supervise.Report;
import org.choros.engine.amf.supervise.Role;
import org.choros.engine.amf.supervise.Slot;

/**
 * Who has what, who is to get what, and who may have something: a function of the ordered messages and the
 * synchronisations, the same on all members. Entries are changed by {@link #settle} alone, which is called while all
 * members are quorate; all else only takes facts in.
 */
final class Ledger implements Facts {
    private static final long ANY_RING = -1;

    private final SortedMap<Slot, Order> entries = new TreeMap<>();
    private final SortedSet<String> failedUnits = new TreeSet<>();
    private final SortedMap<Target, AdminState> administered = new TreeMap<>();
    private final SortedMap<String, String> wishes = new TreeMap<>();
    /** Nodes that may still run what they had when they were lost, and the ring without them. */
    private final SortedMap<Integer, Long> doubts = new TreeMap<>(Integer::compareUnsigned);
    /** Nodes of which it is sure that they run nothing unknown, while a grace lasts. */
    private final SortedSet<Integer> cleared = new TreeSet<>(Integer::compareUnsigned);
    private long grace;
    private long lastSerial;
    private int boundMs;
    private boolean configured;
    private Model model = Model.EMPTY;
    /** Who is here to do something; not part of what is carried. */
    private Set<Integer> participants = Set.of();

    // --- who is here

    /** The members that run the service now. */
    void participants(Set<Integer> here) {
        participants = here;
    }

    /** A node may run what it had, from a ring on that is without it or found it to know nothing. */
    void doubt(int node, long ringSeq) {
        doubts.putIfAbsent(node, ringSeq);
    }

    /** Nodes that have entries and are not among these. */
    Set<Integer> holdersBut(Set<Integer> here) {
        Set<Integer> away = new TreeSet<>();
        for (Order o : entries.values()) {
            if (!here.contains(o.node())) {
                away.add(o.node());
            }
        }
        return away;
    }

    /** It is not sure that nobody has run something that is not in here. */
    void graceFrom(long ringSeq) {
        grace = ringSeq;
        cleared.clear();
    }

    /** A node has said that it runs nothing but what is in here. */
    void clean(int node) {
        doubts.remove(node);
        clear(node);
    }

    private void clear(int node) {
        if (grace != 0) {
            cleared.add(node);
            if (configured && cleared.containsAll(model.nodes().keySet())) {
                grace = 0;
                cleared.clear();
            }
        }
    }

    boolean inDoubt(int node) {
        return doubts.containsKey(node);
    }

    /** Whether a node has still to say that it is clean. */
    boolean awaitsClean(int node) {
        return doubts.containsKey(node) || grace != 0 && !cleared.contains(node);
    }

    /** The lowest ring sequence that somebody is in doubt since who is waited for; 0 for none. */
    long oldestDoubt() {
        long oldest = grace;
        for (int node : waitedFor()) {
            long since = doubts.get(node);
            if (oldest == 0 || Long.compareUnsigned(since, oldest) < 0) {
                oldest = since;
            }
        }
        return oldest;
    }

    /** Nodes in doubt that have something others could get. */
    private List<Integer> waitedFor() {
        List<Integer> nodes = new ArrayList<>();
        for (int node : doubts.keySet()) {
            if (entries.values().stream().anyMatch(o -> o.node() == node && isLosable(o))) {
                nodes.add(node);
            }
        }
        return nodes;
    }

    /** The node to be fenced next, one that is away and waited for; 0 for none. */
    int toFence() {
        for (int node : waitedFor()) {
            if (!participants.contains(node)) {
                return node;
            }
        }
        if (grace != 0) {
            for (int node : model.nodes().keySet()) {
                if (!cleared.contains(node) && !participants.contains(node)) {
                    return node;
                }
            }
        }
        return 0;
    }

    private boolean isLosable(Order o) {
        Group g = model.groupOf(o.slot().workload());
        return o.phase() != Phase.STUCK && (g == null || g.quorumNeeded());
    }

    /** So much time has passed that nothing runs any more of who was lost with this ring or before. */
    void timeOver(long ringSeq) {
        if (grace != 0 && Long.compareUnsigned(grace, ringSeq) <= 0) {
            grace = 0;
            cleared.clear();
        }
        for (int node : List.copyOf(doubts.keySet())) {
            if (Long.compareUnsigned(doubts.get(node), ringSeq) <= 0) {
                entries.values().removeIf(o -> o.node() == node && isLosable(o));
                if (!participants.contains(node)) {
                    doubts.remove(node);
                }
            }
        }
    }

    /** It is sure that nothing runs any more on a node that was lost with a ring or before, and is away. */
    void fenced(int node, long ringSeq) {
        if (participants.contains(node)) {
            return;
        }
        Long since = doubts.get(node);
        if (since != null && Long.compareUnsigned(since, ringSeq) <= 0) {
            entries.values().removeIf(o -> o.node() == node);
            doubts.remove(node);
        }
        if (Long.compareUnsigned(grace, ringSeq) <= 0) {
            clear(node);
        }
    }

    // --- what nodes say

    /** What has come of an entry; ignored when it is not of the sender, or another by now. */
    void report(int sender, Report report) {
        Order o = find(report.serial());
        if (o == null || o.node() != sender) {
            return;
        }
        switch (report.kind()) {
            case HELD -> {
                if (o.phase() == Phase.ADDING) {
                    entries.put(o.slot(), o.in(Phase.HELD));
                }
            }
            case STUCK -> entries.put(o.slot(), o.in(Phase.STUCK));
            case GONE -> entries.remove(o.slot());
            default -> {
                entries.remove(o.slot());
                if (model.unit(o.slot().unit()) != null) {
                    failedUnits.add(o.slot().unit());
                }
            }
        }
    }

    private Order find(long serial) {
        for (Order o : entries.values()) {
            if (o.serial() == serial) {
                return o;
            }
        }
        return null;
    }

    /** A unit may be used again. */
    void repaired(String unit) {
        failedUnits.remove(unit);
    }

    void nodeOut(int node) {
        administered.put(Target.node(node), AdminState.OUT);
    }

    // --- configuration

    /** Whether a model was ever agreed on. */
    boolean isConfigured() {
        return configured;
    }

    Model model() {
        return model;
    }

    /** A model is in use from now on; where components or workloads have changed, they are restarted. */
    void model(Model next, long holdMs) {
        Model old = model;
        model = next;
        configured = true;
        boundMs = (int) Math.min(Integer.MAX_VALUE,
                Math.max(boundMs, holdMs + next.policy().stopLimitNs() / 1_000_000));
        for (Order o : List.copyOf(entries.values())) {
            Group now = next.groupOf(o.slot().workload());
            Group was = old.groupOf(o.slot().workload());
            boolean same = now == null || was == null || now.components().equals(was.components())
                    && now.recovery().equals(was.recovery())
                    && now.workload(o.slot().workload()).equals(was.workload(o.slot().workload()));
            if (!same && o.phase() != Phase.REMOVING && o.phase() != Phase.STUCK) {
                renew(o, o.role());
            }
        }
        failedUnits.removeIf(u -> next.unit(u) == null);
        wishes.keySet().removeIf(w -> next.workload(w) == null);
        wishes.values().removeIf(u -> next.unit(u) == null);
        // of the nodes that count now all may have said so before
        if (grace != 0 && cleared.containsAll(model.nodes().keySet())) {
            grace = 0;
            cleared.clear();
        }
    }

    /** How long who is lost may go on: the longest hold and stop limit that one of them had, ms. */
    int boundMs() {
        return boundMs;
    }

    void boundMs(int ms) {
        boundMs = ms;
    }

    // --- operations

    void operate(Operation operation, Target target, String argument) {
        switch (operation) {
            case LOCK -> administered.put(target, AdminState.LOCKED);
            case SHUTDOWN -> administered.put(target, AdminState.SHUTTING_DOWN);
            case UNLOCK -> administered.remove(target);
            case MAINTENANCE -> administered.put(target, AdminState.MAINTENANCE);
            case REPAIR -> failedUnits.removeIf(u -> covers(target, u));
            case RESTART -> {
                for (Order o : List.copyOf(entries.values())) {
                    boolean settled = o.phase() == Phase.HELD || o.phase() == Phase.ADDING;
                    if (settled && covers(target, o.slot().unit()) && present(o.node())) {
                        renew(o, o.role());
                    }
                }
            }
            case MOVE -> {
                if (argument.isEmpty()) {
                    wishes.remove(target.name());
                } else {
                    wishes.put(target.name(), argument);
                }
            }
            case FENCED -> fenced(target.nodeId(), ANY_RING);
            default -> throw new IllegalStateException(operation.toString());
        }
    }

    private boolean covers(Target target, String unit) {
        return switch (target.kind()) {
            case UNIT -> target.name().equals(unit);
            case GROUP -> unit.startsWith(target.name() + '/');
            case NODE -> nodeOf(unit) == target.nodeId();
            default -> false;
        };
    }

    AdminState administered(Target target) {
        return administered.get(target);
    }

    // --- as bytes

    /** What is carried to others. */
    State state() {
        return new State(List.copyOf(entries.values()), new TreeSet<>(failedUnits), new TreeMap<>(administered),
                new TreeMap<>(wishes), new TreeMap<>(doubts), new TreeSet<>(cleared), grace, lastSerial, boundMs,
                configured, model);
    }

    /** What was carried from others. */
    static Ledger of(State s) {
        Ledger l = new Ledger();
        s.entries().forEach(o -> l.entries.put(o.slot(), o));
        l.failedUnits.addAll(s.failedUnits());
        l.administered.putAll(s.administered());
        l.wishes.putAll(s.wishes());
        l.doubts.putAll(s.doubts());
        l.cleared.addAll(s.cleared());
        l.grace = s.grace();
        l.lastSerial = s.lastSerial();
        l.boundMs = s.boundMs();
        l.configured = s.configured();
        l.model = s.model();
        return l;
    }

    /** All of a ledger but who is here. */
    record State(List<Order> entries, SortedSet<String> failedUnits, SortedMap<Target, AdminState> administered,
            SortedMap<String, String> wishes, SortedMap<Integer, Long> doubts, SortedSet<Integer> cleared, long grace,
            long lastSerial, int boundMs, boolean configured, Model model) {
    }

    // --- making it so

    /** Takes the safe steps; the steps that were taken. */
    List<Step> settle() {
        List<Step> steps = Planner.plan(model, this);
        for (Step s : steps) {
            Order o = entries.get(s.slot());
            switch (s.kind()) {
                case ADD -> renew(new Order(s.slot(), nodeOf(s.slot().unit()), 0, s.role(), Phase.ADDING), s.role());
                case PROMOTE -> renew(o, s.role());
                default -> entries.put(s.slot(), o.in(Phase.REMOVING));
            }
        }
        administered.replaceAll((t, a) -> a == AdminState.SHUTTING_DOWN
                && entries.keySet().stream().noneMatch(e -> covers(t, e.unit())) ? AdminState.LOCKED : a);
        return steps;
    }

    private void renew(Order o, Role role) {
        lastSerial++;
        entries.put(o.slot(), new Order(o.slot(), o.node(), lastSerial, role, Phase.ADDING));
    }

    /** What there is for a node. */
    List<Order> ordersOf(int node) {
        return entries.values().stream().filter(o -> o.node() == node).toList();
    }

    boolean hasFailed(String unit) {
        return failedUnits.contains(unit);
    }

    // --- facts

    /** The node of a unit; 0 when the model does not know it. */
    private int nodeOf(String unit) {
        Unit u = model.unit(unit);
        return u == null ? 0 : u.node();
    }

    @Override
    public Service service(String unit) {
        int node = nodeOf(unit);
        if (!present(node) || failedUnits.contains(unit)) {
            return Service.OUT;
        }
        Service service = Service.IN;
        String group = unit.substring(0, unit.indexOf('/'));
        for (Target t : List.of(Target.unit(unit), Target.group(group), Target.node(node))) {
            AdminState a = administered.get(t);
            if (a == AdminState.MAINTENANCE) {
                service = Service.KEEP;
            } else if (a != null) {
                return Service.OUT;
            }
        }
        return service;
    }

    @Override
    public boolean present(int node) {
        return participants.contains(node) && !doubts.containsKey(node);
    }

    @Override
    public Order order(Slot slot) {
        return entries.get(slot);
    }

    @Override
    public Collection<Order> orders() {
        return Collections.unmodifiableCollection(entries.values());
    }

    @Override
    public String wish(String workload) {
        return wishes.get(workload);
    }

    @Override
    public boolean mayRunElsewhere(String workload) {
        Group g = model.groupOf(workload);
        return grace != 0 && g.units().stream().anyMatch(u -> !cleared.contains(u.node()));
    }
}
