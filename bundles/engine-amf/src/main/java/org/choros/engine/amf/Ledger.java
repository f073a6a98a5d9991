package org.choros.engine.amf;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import org.choros.engine.amf.assign.Facts;
import org.choros.engine.amf.assign.Planner;
import org.choros.engine.amf.assign.Service;
import org.choros.engine.amf.assign.Step;
import org.choros.engine.amf.model.Extended;
import org.choros.engine.amf.model.Group;
import org.choros.engine.amf.model.Model;
import org.choros.engine.amf.model.ModelReader;
import org.choros.engine.amf.model.Unit;
import org.choros.engine.amf.model.Workload;
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

    private final Entries entries = new Entries();
    private final SortedSet<String> failedUnits = new TreeSet<>();
    private final SortedMap<Target, AdminState> administered = new TreeMap<>();
    private final SortedMap<String, String> wishes = new TreeMap<>();
    private final Doubts doubts = new Doubts();
    /** Nodes that have said that they are about to leave, and have not left yet. */
    private final SortedSet<Integer> leaving = new TreeSet<>(Integer::compareUnsigned);
    private long lastSerial;
    private int boundMs;
    private boolean configured;
    /** The configuration's model. */
    private Model base = Model.EMPTY;
    private final Declarations declarations = new Declarations();
    /** What follows from both. */
    private Extended extended = Extended.EMPTY;
    private Model model = Model.EMPTY;
    /** What others come after, or require. */
    private Set<String> awaited = Set.of();
    /** What was active where it belongs when that was planned last. */
    private Set<String> served = Set.of();
    /** Whether to plan anew would be in vain. None of these three is carried: who has none plans, and finds nothing. */
    private boolean settled;
    /** How often anything but an entry may have changed; not carried either. */
    private long standing;

    // --- who is here

    /** The members of the ring, and those of them that run the service. */
    void here(Set<Integer> members, Set<Integer> participants) {
        doubts.here(members, participants);
        leaving.retainAll(participants);
        changed();
    }

    /** A node may run what it had, from a ring on that is without it or found it to know nothing. */
    void doubt(int node, long ringSeq) {
        doubts.add(node, ringSeq);
        // another process, if it is here
        leaving.remove(node);
        changed();
    }

    /** Nodes that have entries and are not among these. */
    Set<Integer> holdersBut(Set<Integer> here) {
        Set<Integer> away = entries.nodes();
        away.removeAll(here);
        return away;
    }

    /** It is not sure that nobody has run something that is not in here. */
    void graceFrom(long ringSeq) {
        doubts.graceFrom(ringSeq);
        changed();
    }

    /** A node has said that it runs nothing but what is in here. */
    void clean(int node) {
        doubts.clean(node);
        changed();
        endGrace();
    }

    private void endGrace() {
        if (configured) {
            doubts.endGrace(model.nodes().keySet());
        }
    }

    boolean inDoubt(int node) {
        return doubts.isIn(node);
    }

    /** Whether a node has still to say that it is clean. */
    boolean awaitsClean(int node) {
        return doubts.awaitsClean(node);
    }

    private boolean isFencing() {
        return !model.policy().fence().isEmpty();
    }

    /** The lowest ring sequence that somebody is in doubt since who is waited for until time is over; 0 for none. */
    long oldestDoubt() {
        return doubts.oldest(model.nodes().keySet(), isFencing(), this::isWaitedFor);
    }

    /** Whether a node has something that others could get. */
    private boolean isWaitedFor(int node) {
        return entries.of(node).stream().anyMatch(this::isLosable);
    }

    /** The node to be fenced next, one that is away and waited for; 0 for none. */
    int toFence() {
        return isFencing() ? doubts.toFence(model.nodes().keySet(), this::isWaitedFor) : 0;
    }

    private boolean isLosable(Order o) {
        Group g = model.groupOf(o.slot().workload());
        return o.phase() != Phase.STUCK && (g == null || g.quorumNeeded());
    }

    /** So much time has passed that nothing runs any more of who was lost with this ring or before. */
    void timeOver(long ringSeq) {
        for (int node : doubts.timeOver(ringSeq, model.nodes().keySet(), isFencing())) {
            entries.removeIf(node, this::isLosable);
            if (entries.of(node).isEmpty()) {
                doubts.over(node);
            }
        }
        changed();
        endGrace();
    }

    /** It is sure that nothing runs any more on a node that was lost with a ring or before, and is away. */
    void fenced(int node, long ringSeq) {
        if (doubts.fenced(node, ringSeq)) {
            entries.removeIf(node, o -> true);
        }
        changed();
        endGrace();
    }

    // --- what nodes say

    /** What has come of an entry; ignored when it is not of the sender, or another by now. */
    void report(int sender, Report report) {
        Order o = entries.of(report.serial());
        if (o == null || o.node() != sender || report.kind() == Report.Kind.HELD && o.phase() != Phase.ADDING) {
            return;
        }
        switch (report.kind()) {
            case HELD -> {
                entries.put(o.in(Phase.HELD));
                // only others can have waited for that, and for the first one
                String workload = o.slot().workload();
                settled &= !awaited.contains(workload) || served.contains(workload);
            }
            case STUCK -> entries.put(o.in(Phase.STUCK));
            case GONE -> entries.remove(o.slot());
            default -> {
                entries.remove(o.slot());
                if (model.unit(o.slot().unit()) != null) {
                    failedUnits.add(o.slot().unit());
                    changed();
                }
            }
        }
        settled &= report.kind() == Report.Kind.HELD;
    }

    /** A unit may be used again. */
    void repaired(String unit) {
        failedUnits.remove(unit);
        changed();
    }

    void nodeOut(int node) {
        administered.put(Target.node(node), AdminState.OUT);
        changed();
    }

    /** A node is about to leave in order: what it has is for others. */
    void leaves(int node) {
        if (doubts.runsService(node)) {
            leaving.add(node);
            changed();
        }
    }

    boolean isLeaving(int node) {
        return leaving.contains(node);
    }

    // --- configuration

    /** Whether a model was ever agreed on. */
    boolean isConfigured() {
        return configured;
    }

    /** The model in use, with what was declared. */
    Model model() {
        return model;
    }

    /** The model of the configuration alone. */
    Model base() {
        return base;
    }

    Declarations declarations() {
        return declarations;
    }

    /** The groups that were declared and are not in use, by name, and why. */
    SortedMap<String, List<String>> leftOut() {
        return extended.leftOut();
    }

    /** A configuration's model is in use from now on, and of what was declared all that fits. */
    void model(Model next, long holdMs) {
        base = next;
        configured = true;
        change(ModelReader.extend(base, declarations.keys()), holdMs);
    }

    /**
     * Why a group cannot be declared, or declared anew; empty when it can.
     *
     * @param tried the model with it
     */
    private List<String> faults(String name, Extended tried) {
        List<String> own = tried.leftOut().get(name);
        if (own != null) {
            return own;
        }
        List<String> faults = new ArrayList<>();
        tried.leftOut().forEach((other, why) -> {
            if (!extended.leftOut().containsKey(other)) {
                faults.add("then group " + other + " does not fit any more: " + why.get(0));
            }
        });
        return faults;
    }

    /** Why a group cannot be declared, or declared anew; empty when it can. */
    List<String> declareFaults(String name, SortedMap<String, String> keys) {
        return faults(name, ModelReader.extend(base, declarations.keysWith(name, keys)));
    }

    /** Why a group cannot be withdrawn by a program; empty when it can. */
    List<String> withdrawFaults(String name) {
        if (!declarations.has(name)) {
            return List.of(base.groups().stream().anyMatch(g -> g.name().equals(name))
                    ? "group " + name + " is the configuration's: take it out there"
                    : "no group of this name was declared");
        }
        SortedMap<String, SortedMap<String, String>> keys = declarations.keys();
        keys.remove(name);
        return faults(name, ModelReader.extend(base, keys));
    }

    /** A group is declared; why it is not, or empty. */
    List<String> declare(String name, SortedMap<String, String> keys, int by, long holdMs) {
        Extended next = ModelReader.extend(base, declarations.keysWith(name, keys));
        List<String> faults = faults(name, next);
        if (faults.isEmpty()) {
            declarations.declare(name, keys, by);
            change(next, holdMs);
        }
        return faults;
    }

    /** Somebody declares a group no more, which ends with the last one. What waits for it, too, goes out of use. */
    void withdraw(String name, int by, long holdMs) {
        declarations.withdraw(name, by);
        change(ModelReader.extend(base, declarations.keys()), holdMs);
    }

    /** A model is in use from now on; where components or workloads have changed, they are restarted. */
    private void change(Extended to, long holdMs) {
        Model old = model;
        Model next = to.model();
        use(to);
        boundMs = (int) Math.min(Integer.MAX_VALUE,
                Math.max(boundMs, holdMs + next.policy().stopLimitNs() / 1_000_000));
        for (Order o : List.copyOf(entries.all())) {
            Group now = next.groupOf(o.slot().workload());
            Group was = old.groupOf(o.slot().workload());
            boolean same = now == null || was == null || now.components().equals(was.components())
                    && now.recovery().equals(was.recovery())
                    && now.workload(o.slot().workload()).equals(was.workload(o.slot().workload()));
            boolean stays = o.phase() == Phase.ADDING || o.phase() == Phase.HELD;
            if (stays && !(same && o.phase() == Phase.HELD) && isCrowded(o)) {
                // another model has allowed several: nothing is started beside what may run
                entries.put(o.in(Phase.REMOVING));
            } else if (!same && stays) {
                renew(o, o.role());
            }
        }
        failedUnits.removeIf(u -> next.unit(u) == null);
        wishes.keySet().removeIf(w -> next.workload(w) == null);
        wishes.values().removeIf(u -> next.unit(u) == null);
        // of the nodes that count now all may have said so before
        endGrace();
    }

    /** Whether an active entry of what is exclusive now is not the only one. */
    private boolean isCrowded(Order o) {
        Group g = model.groupOf(o.slot().workload());
        return o.role() == Role.ACTIVE && g != null && g.redundancy().exclusive()
                && entries.all().stream().anyMatch(other -> other.role() == Role.ACTIVE
                        && other.slot().workload().equals(o.slot().workload()) && !other.slot().equals(o.slot()));
    }

    private void use(Extended to) {
        extended = to;
        Model next = to.model();
        model = next;
        changed();
        awaited = new HashSet<>();
        for (Workload w : next.workloads()) {
            awaited.addAll(w.after());
            awaited.addAll(w.requires());
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
        changed();
        switch (operation) {
            case LOCK -> administered.put(target, AdminState.LOCKED);
            case SHUTDOWN -> administered.put(target, AdminState.SHUTTING_DOWN);
            case UNLOCK -> administered.remove(target);
            case MAINTENANCE -> administered.put(target, AdminState.MAINTENANCE);
            case REPAIR -> failedUnits.removeIf(u -> covers(target, u));
            case RESTART -> {
                for (Order o : List.copyOf(entries.all())) {
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
        return new State(List.copyOf(entries.all()), new TreeSet<>(failedUnits), new TreeMap<>(administered),
                new TreeMap<>(wishes), new TreeMap<>(doubts.since()), new TreeSet<>(doubts.cleared()), doubts.grace(),
                new TreeSet<>(leaving), lastSerial, boundMs, configured, base, new TreeMap<>(declarations.all()));
    }

    /** What was carried from others. */
    static Ledger of(State s) {
        Ledger l = new Ledger();
        s.entries().forEach(l.entries::put);
        l.failedUnits.addAll(s.failedUnits());
        l.administered.putAll(s.administered());
        l.wishes.putAll(s.wishes());
        l.doubts.set(s.doubts(), s.cleared(), s.grace());
        l.leaving.addAll(s.leaving());
        l.lastSerial = s.lastSerial();
        l.boundMs = s.boundMs();
        l.configured = s.configured();
        l.base = s.base();
        l.declarations.putAll(s.declared());
        l.use(ModelReader.extend(l.base, l.declarations.keys()));
        return l;
    }

    /** All of a ledger but who is here. */
    record State(List<Order> entries, SortedSet<String> failedUnits, SortedMap<Target, AdminState> administered,
            SortedMap<String, String> wishes, SortedMap<Integer, Long> doubts, SortedSet<Integer> cleared, long grace,
            SortedSet<Integer> leaving, long lastSerial, int boundMs, boolean configured, Model base,
            SortedMap<String, Declarations.Declared> declared) {
    }

    // --- making it so

    /**
     * Takes the safe steps; the steps that were taken. After a plan in which nothing was to be done, nothing is planned
     * until something happens that can make a difference.
     */
    List<Step> settle() {
        if (settled) {
            return List.of();
        }
        Planner.Plan plan = Planner.make(model, this);
        for (Step s : plan.steps()) {
            Order o = entries.at(s.slot());
            switch (s.kind()) {
                case ADD -> renew(new Order(s.slot(), nodeOf(s.slot().unit()), 0, s.role(), Phase.ADDING), s.role());
                case PROMOTE -> renew(o, s.role());
                default -> entries.put(o.in(Phase.REMOVING));
            }
        }
        for (Map.Entry<Target, AdminState> e : administered.entrySet()) {
            if (e.getValue() == AdminState.SHUTTING_DOWN
                    && entries.all().stream().noneMatch(o -> covers(e.getKey(), o.slot().unit()))) {
                e.setValue(AdminState.LOCKED);
                standing++;
            }
        }
        served = plan.served();
        settled = plan.steps().isEmpty();
        return plan.steps();
    }

    /** Something has happened that may make a difference, in a plan and for units and nodes. */
    private void changed() {
        settled = false;
        standing++;
    }

    /** A number that is another one whenever anything but an entry may have changed. */
    long standing() {
        return standing;
    }

    /** The slots in which something has changed since this was asked last. */
    SortedSet<Slot> takeTouched() {
        return entries.takeTouched();
    }

    /** Whether nothing is to be done as long as nothing happens; for tests. */
    boolean isSettled() {
        return settled;
    }

    private void renew(Order o, Role role) {
        lastSerial++;
        entries.put(new Order(o.slot(), o.node(), lastSerial, role, Phase.ADDING));
    }

    /** What there is for a node. */
    List<Order> ordersOf(int node) {
        return entries.of(node);
    }

    /** The entry of a serial, or null. */
    Order order(long serial) {
        return entries.of(serial);
    }

    boolean anyFailed() {
        return !failedUnits.isEmpty();
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
        if (!present(node) || leaving.contains(node) || failedUnits.contains(unit)) {
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
        return doubts.runsService(node) && !doubts.isIn(node);
    }

    @Override
    public Order order(Slot slot) {
        return entries.at(slot);
    }

    @Override
    public Collection<Order> orders() {
        return entries.all();
    }

    @Override
    public String wish(String workload) {
        return wishes.get(workload);
    }

    @Override
    public boolean mayRunElsewhere(String workload) {
        Group g = model.groupOf(workload);
        return g.units().stream().anyMatch(u -> doubts.isUncertain(u.node()));
    }
}
