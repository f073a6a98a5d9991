package org.choros.engine.amf.supervise;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import org.choros.engine.amf.model.Component;
import org.choros.engine.amf.model.Group;
import org.choros.engine.amf.model.Model;
import org.choros.engine.amf.model.Unit;
import org.choros.spi.engine.ServiceEngine;

/**
 * All that runs on this node: makes what is so what the orders say, as long as that is allowed, and says what has come
 * of them. Orders are compared with what runs each time, so none has to be remembered.
 */
public final class Executor {
    private final Actuator actuator;
    private final Jobs jobs;
    private final ExecutorListener listener;
    private final FenceRunner fencing;
    private final SortedMap<Slot, Running> running = new TreeMap<>();
    private final Map<String, UnitRecovery> units = new HashMap<>();
    private final Map<String, FailureWindow> failovers = new HashMap<>();
    private final Set<Slot> stuck = new HashSet<>();
    private SortedMap<Slot, Order> orders = new TreeMap<>();
    private Model model = Model.EMPTY;
    private boolean allowed;
    private boolean maintenance;
    private boolean clear;
    private long stoppedByNs = ServiceEngine.NO_DEADLINE;
    private long revision;
    private long restarts;

    /**
     * @param actuator does what is asked for
     * @param listener is told what happens
     */
    public Executor(Actuator actuator, ExecutorListener listener) {
        this.actuator = actuator;
        this.listener = listener;
        jobs = new Jobs(actuator);
        fencing = new FenceRunner(jobs);
    }

    /** @return what runs the fencing command here */
    public FenceRunner fencing() {
        return fencing;
    }

    // --- what is wanted

    /**
     * Another model is in use: for what is started from now on.
     *
     * @param next the model
     */
    public void model(Model next) {
        if (next != model) {
            model = next;
            // other limits: counts begin anew
            units.clear();
            failovers.clear();
        }
    }

    /**
     * What the ledger has for this node, once all members have it.
     *
     * @param next the orders
     * @param nowNs the time
     */
    public void orders(Collection<Order> next, long nowNs) {
        orders = new TreeMap<>();
        next.forEach(o -> orders.put(o.slot(), o));
        advance(nowNs);
    }

    /**
     * Whether this node may have workloads that need a quorum; if not, all are stopped now.
     *
     * @param may whether
     * @param nowNs the time
     */
    public void allow(boolean may, long nowNs) {
        if (allowed && !may) {
            stoppedByNs = nowNs + model.policy().stopLimitNs();
        } else if (may) {
            stoppedByNs = ServiceEngine.NO_DEADLINE;
        }
        allowed = may;
        advance(nowNs);
    }

    /**
     * What runs is left alone, whether it fails or not.
     *
     * @param on whether
     * @param nowNs the time
     */
    public void maintenance(boolean on, long nowNs) {
        if (on != maintenance) {
            maintenance = on;
            running.values().forEach(r -> r.instance().machines().forEach(m -> m.maintenance(on)));
            advance(nowNs);
        }
    }

    // --- what is so

    /** Whether nothing runs here that was run before this engine; if not, nothing is known, and nothing is begun. */
    private boolean isClear() {
        clear = clear || actuator.isClear();
        return clear;
    }

    /** @return what there is to say of the orders, by slot */
    public List<Report> reports() {
        List<Report> reports = new ArrayList<>();
        for (Order o : isClear() ? orders.values() : List.<Order>of()) {
            Report r = report(o);
            if (r != null) {
                reports.add(r);
            }
        }
        return reports;
    }

    Report report(Order order) {
        Running r = running.get(order.slot());
        if (r == null) {
            return order.phase() == Order.Phase.ADDING ? null : new Report(Report.Kind.GONE, order.serial());
        }
        return r.isFor(order) ? r.report(order) : null;
    }

    /** @return whether nothing runs that is stopped without quorum */
    public boolean isStopped() {
        return isClear() && running.values().stream().noneMatch(this::needsQuorum);
    }

    /** @return how long it takes at most to stop what runs here and needs a quorum, ns */
    public long stopBoundNs() {
        return running.values().stream().filter(this::needsQuorum)
                .mapToLong(r -> r.instance().context().group().stopBoundNs()).max().orElse(0);
    }

    /**
     * @param known the serials that the ledger has for this node
     * @return whether nothing runs that it does not have
     */
    public boolean isClean(Set<Long> known) {
        return isClear() && running.values().stream().allMatch(r -> known.contains(r.order().serial()));
    }

    /** The engine ends, and everything with it. */
    public void close() {
        running.clear();
        actuator.close();
    }

    /** Whether nothing runs at all, checks and stop commands included. */
    boolean isIdle() {
        return running.isEmpty() && jobs.running() == 0;
    }

    /** @return the components of this node, a line each, for people */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        running.forEach((slot, r) -> r.instance().machines()
                .forEach(m -> lines.add(slot + ": " + m + " (" + r.order().role() + ')')));
        return lines;
    }

    /** @return how the components of this node are, but those that have nothing to do here */
    public List<ComponentState> components() {
        List<ComponentState> states = new ArrayList<>();
        for (Running r : running.values()) {
            r.instance().machines().stream().filter(m -> !m.idle()).forEach(m -> states.add(m.state()));
        }
        return states;
    }

    /** @return a number that is another one whenever {@link #components} may have changed */
    public long revision() {
        return revision;
    }

    /** @return how often a component of this node was started again by itself */
    public long restarts() {
        return restarts;
    }

    private void entered(ComponentMachine machine, Presence before) {
        revision++;
        if (before == Presence.RESTARTING && machine.presence() == Presence.INSTANTIATING) {
            restarts++;
        }
        listener.component(machine.state(), before);
    }

    // --- what comes of jobs

    /**
     * What was left of before is gone.
     *
     * @param nowNs the time
     */
    public void onClear(long nowNs) {
        advance(nowNs);
    }

    /**
     * A job runs.
     *
     * @param job its number
     * @param nowNs the time
     */
    public void onStarted(long job, long nowNs) {
        Jobs.Owner owner = jobs.owner(job);
        if (owner != null) {
            owner.started(job, nowNs);
            advance(nowNs);
        }
    }

    /**
     * The command, probe or call of a job has ended.
     *
     * @param job its number
     * @param outcome how
     * @param nowNs the time
     */
    public void onEnded(long job, Outcome outcome, long nowNs) {
        Jobs.Owner owner = jobs.owner(job);
        if (owner != null) {
            owner.ended(job, outcome, nowNs);
            advance(nowNs);
        }
    }

    /**
     * Nothing of a job is left.
     *
     * @param job its number
     * @param nowNs the time
     */
    public void onGone(long job, long nowNs) {
        Jobs.Owner owner = jobs.owner(job);
        if (owner != null) {
            jobs.remove(job);
            owner.gone(job, nowNs);
            advance(nowNs);
        }
    }

    /**
     * A component gives a sign of life.
     *
     * @param slot the workload and the unit
     * @param component its name
     * @param nowNs the time
     */
    public void onHeartbeat(Slot slot, String component, long nowNs) {
        for (ComponentMachine m : machines(slot, component)) {
            m.heartbeat(nowNs);
        }
        advance(nowNs);
    }

    /**
     * A component says that it has failed.
     *
     * @param slot the workload and the unit
     * @param component its name
     * @param why the cause
     * @param nowNs the time
     */
    public void onFailed(Slot slot, String component, String why, long nowNs) {
        for (ComponentMachine m : machines(slot, component)) {
            m.failed(why, nowNs);
        }
        advance(nowNs);
    }

    /**
     * A bean has gone that was something for a workload.
     *
     * @param bean its name
     * @param workload the workload's id
     * @param nowNs the time
     */
    public void onBeanGone(String bean, String workload, long nowNs) {
        for (Running r : running.values()) {
            if (r.order().slot().workload().equals(workload)) {
                r.instance().machines().stream().filter(m -> m.component().type() == Component.Type.OSGI
                        && m.component().start().get(0).equals(bean))
                        .forEach(m -> m.failed("its bean has gone", nowNs));
            }
        }
        advance(nowNs);
    }

    private List<ComponentMachine> machines(Slot slot, String component) {
        Running r = running.get(slot);
        return r == null
                ? List.of()
                : r.instance().machines().stream().filter(m -> m.component().name().equals(component)).toList();
    }

    // --- making it so

    private void advance(long nowNs) {
        for (Running r : running.values()) {
            decide(r, orders.get(r.order().slot()), nowNs);
            r.instance().advance(nowNs);
            failures(r, nowNs);
        }
        if (running.values().removeIf(this::isOver)) {
            revision++;
        }
        restartUnits(nowNs);
        for (Order o : isClear() ? orders.values() : List.<Order>of()) {
            if (o.phase() == Order.Phase.ADDING && !running.containsKey(o.slot())) {
                begin(o, nowNs);
            }
        }
    }

    /** By what the model says now, whatever it said when that was started; by that where it does not know it now. */
    private boolean needsQuorum(Running r) {
        Group now = model.groupOf(r.order().slot().workload());
        return (now == null ? r.instance().context().group() : now).quorumNeeded();
    }

    private boolean may(Group group) {
        return allowed || !group.quorumNeeded();
    }

    private void decide(Running r, Order order, long nowNs) {
        Instance i = r.instance();
        boolean keep = order != null && order.phase() != Order.Phase.REMOVING && order.phase() != Order.Phase.STUCK
                && (allowed || !needsQuorum(r)) && !r.isGivenUp();
        if (keep && !r.isFor(order)) {
            boolean promoted = r.order().role() == Role.STANDBY && order.role() == Role.ACTIVE && i.isWanted()
                    && model.groupOf(order.slot().workload()) == i.context().group();
            if (promoted) {
                i.promote(context(order, i.context().group()), nowNs);
                r.order(order);
            } else {
                keep = false;
            }
        }
        if (!keep) {
            i.stop();
        }
    }

    private void failures(Running r, long nowNs) {
        Instance i = r.instance();
        Slot slot = r.order().slot();
        if (i.state() == Instance.State.STUCK && stuck.add(slot)) {
            listener.stuck(slot, i.cause());
            if (model.policy().rebootStuck()) {
                actuator.reset(slot + " cannot be stopped");
            }
        }
        if (!i.hasFailed() || r.isGivenUp()) {
            return;
        }
        Group g = i.context().group();
        UnitRecovery unit = units.computeIfAbsent(slot.unit(), k -> new UnitRecovery(g.recovery()));
        boolean before = unit.isRestarting();
        if (unit.failed(nowNs)) {
            if (!before) {
                listener.unitRestarted(slot.unit(), i.cause());
                running.values().stream().filter(o -> o.order().slot().unit().equals(slot.unit())).forEach(o -> {
                    o.instance().stop();
                    // at once: nothing else may ever happen to those that are well
                    o.instance().advance(nowNs);
                });
            }
            return;
        }
        r.giveUp();
        listener.unitFailed(slot.unit(), i.cause());
        int max = g.recovery().failoverMax();
        if (max > 0 && !failovers
                .computeIfAbsent(g.name(), k -> new FailureWindow(max, g.recovery().failoverProbationNs()))
                .add(nowNs)) {
            listener.nodeFailed(g.name());
        }
    }

    /** What is down and wanted no more, or was stopped for want of a quorum, is forgotten. */
    private boolean isOver(Running r) {
        if (!r.isDown()) {
            return false;
        }
        Slot slot = r.order().slot();
        stuck.remove(slot);
        Order order = orders.get(slot);
        if (!r.isFor(order)) {
            return true;
        }
        boolean again = isRestarting(slot.unit()) && (allowed || !needsQuorum(r))
                && order.phase() != Order.Phase.REMOVING;
        return !r.instance().isWanted() && !r.isGivenUp() && !again;
    }

    private boolean isRestarting(String unit) {
        UnitRecovery u = units.get(unit);
        return u != null && u.isRestarting();
    }

    private void restartUnits(long nowNs) {
        units.forEach((unit, u) -> {
            List<Running> of = running.values().stream().filter(r -> r.order().slot().unit().equals(unit)).toList();
            if (u.isRestarting() && of.stream().allMatch(Running::isDown)) {
                u.restarted();
                of.stream().filter(r -> !r.isGivenUp()).forEach(r -> {
                    r.instance().start();
                    r.instance().advance(nowNs);
                });
            }
        });
    }

    private void begin(Order o, long nowNs) {
        Group g = model.groupOf(o.slot().workload());
        Unit unit = model.unit(o.slot().unit());
        if (g == null || unit == null || !may(g) || isRestarting(o.slot().unit())) {
            return;
        }
        Running r = new Running(new Instance(context(o, g), jobs, this::entered), o);
        r.instance().machines().forEach(m -> m.maintenance(maintenance));
        running.put(o.slot(), r);
        revision++;
        r.instance().start();
        r.instance().advance(nowNs);
    }

    private Context context(Order o, Group g) {
        return new Context(g, o.slot().unit(), g.workload(o.slot().workload()), o.role());
    }

    // --- time

    /** @return when {@link #onDeadline} wants to be called */
    public long nextDeadlineNs() {
        long next = stoppedByNs;
        for (Running r : running.values()) {
            next = Math.min(next, r.instance().deadlineNs());
        }
        return next;
    }

    /**
     * Time has come.
     *
     * @param nowNs the time
     */
    public void onDeadline(long nowNs) {
        running.values().forEach(r -> r.instance().onDeadline(nowNs));
        if (stoppedByNs <= nowNs) {
            stoppedByNs = ServiceEngine.NO_DEADLINE;
            boolean left = running.values().stream()
                    .anyMatch(r -> needsQuorum(r) && !r.isDown());
            if (left && model.policy().rebootStuck()) {
                actuator.reset("workloads are not stopped within the stop limit without quorum");
            }
        }
        advance(nowNs);
    }
}
