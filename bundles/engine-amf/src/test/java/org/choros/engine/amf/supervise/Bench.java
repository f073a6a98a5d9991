package org.choros.engine.amf.supervise;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.choros.engine.amf.model.Conf;
import org.choros.engine.amf.model.Model;

/** An executor of one node whose jobs do what the test says; everything that is asked for is written down. */
final class Bench implements Actuator, ExecutorListener {
    static final long MS = 1_000_000;
    static final Slot SLOT = new Slot("g/g", "g/a");

    final List<String> log = new ArrayList<>();
    /** Every change of a component's state. */
    final List<String> states = new ArrayList<>();
    final Executor executor = new Executor(this, this);
    final Model model;
    long nowNs = -5_000 * MS;
    private final Map<Long, JobSpec> jobs = new TreeMap<>();

    /** One group with these keys and components, the lines between bars. */
    Bench(String group) {
        model = Conf.model("group {|name: g|nodes: a b|" + group + "|}", "a", "b");
        executor.model(model);
        executor.allow(true, nowNs);
    }

    void order(long serial, Role role, Order.Phase phase) {
        executor.orders(List.of(new Order(SLOT, 1, serial, role, phase)), nowNs);
    }

    /** The first entry is to be made active. */
    Bench add() {
        order(1, Role.ACTIVE, Order.Phase.ADDING);
        return this;
    }

    String report(Order.Phase phase) {
        return report(1, phase);
    }

    String report(long serial, Order.Phase phase) {
        Report r = executor.report(new Order(SLOT, 1, serial, Role.ACTIVE, phase));
        return r == null ? "nothing" : r.kind().toString();
    }

    /** What was asked for since the last look. */
    String told() {
        String all = String.join(", ", log);
        log.clear();
        return all;
    }

    String presence() {
        return executor.lines().toString();
    }

    private static String name(JobSpec spec) {
        return spec instanceof JobSpec.Command c
                ? String.join(" ", c.words())
                : spec instanceof JobSpec.Bean b ? b.name() + ' ' + b.role() : ((JobSpec.Probe) spec).target();
    }

    private long job(String name) {
        long found = 0;
        for (Map.Entry<Long, JobSpec> e : jobs.entrySet()) {
            if (name(e.getValue()).equals(name)) {
                found = e.getKey();
            }
        }
        if (found == 0) {
            throw new AssertionError("no job " + name + " in " + jobs);
        }
        return found;
    }

    JobSpec spec(String name) {
        return jobs.get(job(name));
    }

    void started(String name) {
        executor.onStarted(job(name), nowNs);
    }

    /** The command has ended, others of its group live. */
    void ended(String name, Outcome outcome) {
        executor.onEnded(job(name), outcome, nowNs);
    }

    void gone(String name) {
        long job = job(name);
        jobs.remove(job);
        executor.onGone(job, nowNs);
    }

    /** All of it has ended. */
    void exit(String name, Outcome outcome) {
        long job = job(name);
        jobs.remove(job);
        executor.onEnded(job, outcome, nowNs);
        executor.onGone(job, nowNs);
    }

    void exit(String name) {
        exit(name, Outcome.OK);
    }

    void pass(long ms) {
        long end = nowNs + ms * MS;
        for (int turn = 0; executor.nextDeadlineNs() <= end; turn++) {
            if (turn > 100_000) {
                throw new AssertionError("deadlines do not end");
            }
            nowNs = Math.max(nowNs, executor.nextDeadlineNs());
            executor.onDeadline(nowNs);
        }
        nowNs = end;
    }

    @Override
    public void run(long job, JobSpec spec) {
        jobs.put(job, spec);
        log.add("run " + name(spec));
    }

    @Override
    public void kill(long job, boolean force) {
        if (jobs.containsKey(job)) {
            log.add((force ? "kill " : "term ") + name(jobs.get(job)));
        }
    }

    @Override
    public void reset(String why) {
        log.add("reset: " + why);
    }

    @Override
    public void close() {
        jobs.clear();
    }

    @Override
    public void unitFailed(String unit, String why) {
        log.add("unit failed: " + why);
    }

    @Override
    public void unitRestarted(String unit, String why) {
        log.add("unit restarted: " + why);
    }

    @Override
    public void nodeFailed(String group) {
        log.add("node failed");
    }

    @Override
    public void stuck(Slot slot, String why) {
        log.add("stuck");
    }

    @Override
    public void component(ComponentState now, Presence before) {
        states.add(before + " " + now.presence() + (now.cause().isEmpty() ? "" : ": " + now.cause()));
    }
}
