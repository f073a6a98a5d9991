package org.choros.engine.amf.supervise;

import java.util.ArrayList;
import java.util.List;

import org.choros.engine.amf.model.Component;
import org.choros.engine.amf.model.HealthCheck;
import org.choros.engine.amf.model.Recovery;
import org.choros.spi.engine.ServiceEngine;

/**
 * The life of one component for one workload.
 *
 * <pre>
 * UNINSTANTIATED --start--&gt; INSTANTIATING --up--&gt; INSTANTIATED
 *      INSTANTIATED --terminate--&gt; TERMINATING --gone--&gt; UNINSTANTIATED
 *      INSTANTIATING, INSTANTIATED --failed--&gt; RESTARTING, cleaned up, back-off --&gt; INSTANTIATING
 *      RESTARTING --too often--&gt; UNINSTANTIATED or, if it never was up, INSTANTIATION_FAILED; exhausted
 *      TERMINATING, RESTARTING --overdue--&gt; TERMINATION_FAILED --gone--&gt; UNINSTANTIATED
 * </pre>
 */
final class ComponentMachine implements Jobs.Owner {
    /** Is told of each change of a state. */
    interface Trace {
        /** It has come from a state to another one. */
        void entered(ComponentMachine machine, Presence before);
    }

    private final Component component;
    private final Jobs jobs;
    private final Trace trace;
    private final Recovery recovery;
    private final FailureWindow restarts;
    private final List<CheckMachine> checks = new ArrayList<>();
    private Context context;
    private Presence presence = Presence.UNINSTANTIATED;
    /** What it was started as. */
    private Role told = Role.NONE;
    private long main = Jobs.NONE;
    private boolean mainEnded;
    /** Whether the start command has done its part. */
    private boolean started;
    private Cleaning cleaning;
    private boolean everUp;
    private boolean exhausted;
    private boolean maintenance;
    private String pending;
    private String cause = "";
    private long deadlineNs = ServiceEngine.NO_DEADLINE;
    private int restartCount;

    ComponentMachine(Component component, Context context, Jobs jobs, Trace trace) {
        this.component = component;
        this.context = context;
        this.jobs = jobs;
        this.trace = trace;
        recovery = context.group().recovery();
        restarts = new FailureWindow(recovery.restartMax(), recovery.restartProbationNs());
        for (HealthCheck h : component.checks()) {
            checks.add(new CheckMachine(h, context.check(component, h), jobs));
        }
    }

    // --- what it is

    Component component() {
        return component;
    }

    Presence presence() {
        return presence;
    }

    /** Whether nothing of it runs and nothing is going to by itself. */
    boolean isDown() {
        return presence == Presence.UNINSTANTIATED || presence == Presence.INSTANTIATION_FAILED;
    }

    /** Whether what comes after it may run: a restart of what was up does not count. */
    boolean isUp() {
        return presence == Presence.INSTANTIATED
                || everUp && (presence == Presence.RESTARTING || presence == Presence.INSTANTIATING);
    }

    /** Whether it has failed more often than it is to be started again. */
    boolean isExhausted() {
        return exhausted;
    }

    /** Why it failed last; empty when it never did. */
    String cause() {
        return cause;
    }

    /** How often it was started again by itself. */
    int restartCount() {
        return restartCount;
    }

    /** How it is; what is idle is told of nowhere. */
    ComponentState state() {
        return new ComponentState(new Slot(context.workload().id(), context.unit()), component.name(), presence,
                restartCount, cause);
    }

    private void enter(Presence next) {
        Presence before = presence;
        presence = next;
        if (before != next && !idle()) {
            trace.entered(this, before);
        }
    }

    /** Whether it has nothing to do here: commands are run by who is active only. */
    boolean idle() {
        return context.role() != Role.ACTIVE && component.type() != Component.Type.OSGI;
    }

    // --- what is wanted of it

    /** It is to be up; nothing of it runs. */
    void start(long nowNs) {
        everUp = false;
        exhausted = false;
        pending = null;
        if (idle()) {
            enter(Presence.INSTANTIATED);
        } else {
            instantiate(nowNs);
        }
    }

    /** It was up as standby and is active from now on. */
    void promote(Context active, long nowNs) {
        boolean was = idle();
        context = active;
        if (presence == Presence.INSTANTIATED && (was || component.type() == Component.Type.OSGI)) {
            checks.forEach(CheckMachine::disarm);
            everUp = false;
            presence = was ? Presence.UNINSTANTIATED : presence;
            instantiate(nowNs);
        }
    }

    private void instantiate(long nowNs) {
        enter(Presence.INSTANTIATING);
        started = false;
        mainEnded = false;
        told = context.role();
        main = jobs.run(this, context.start(component));
        deadlineNs = nowNs + component.startTimeoutNs();
    }

    /** It is to be down. */
    void terminate(long nowNs) {
        switch (presence) {
            case INSTANTIATING, INSTANTIATED -> {
                enter(Presence.TERMINATING);
                clean(nowNs);
            }
            case RESTARTING -> {
                deadlineNs = ServiceEngine.NO_DEADLINE;
                enter(cleaning == null ? Presence.UNINSTANTIATED : Presence.TERMINATING);
            }
            default -> {
                // it is, or will be
            }
        }
    }

    /** In maintenance failures are noted, and looked at when it is over. */
    void maintenance(boolean on) {
        if (maintenance && !on) {
            checks.forEach(CheckMachine::forgive);
        }
        maintenance = on;
    }

    void heartbeat(long nowNs) {
        checks.forEach(c -> c.heartbeat(nowNs));
    }

    /** It says of itself that it has failed. */
    void failed(String why, long nowNs) {
        if (presence == Presence.INSTANTIATING || presence == Presence.INSTANTIATED) {
            fail(why, nowNs);
        }
    }

    // --- what comes of it

    @Override
    public void started(long job, long nowNs) {
        if (job == main && presence == Presence.INSTANTIATING && component.type() == Component.Type.PROCESS) {
            arm(nowNs);
        }
    }

    private void arm(long nowNs) {
        started = true;
        checks.forEach(c -> c.arm(nowNs));
    }

    @Override
    public void ended(long job, Outcome outcome, long nowNs) {
        if (job == main) {
            mainEnded = true;
        }
        if (cleaning != null) {
            cleaning.ended(job, outcome, nowNs);
        } else if (job == main && runs()) {
            if (component.type() == Component.Type.PROCESS || !outcome.good()) {
                fail("ended with " + outcome.text(), nowNs);
            } else if (!started) {
                arm(nowNs);
            }
        }
    }

    private boolean runs() {
        return presence == Presence.INSTANTIATING || presence == Presence.INSTANTIATED;
    }

    @Override
    public void gone(long job, long nowNs) {
        if (job == main) {
            main = Jobs.NONE;
        }
        if (cleaning != null) {
            cleaning.gone(job, nowNs);
        } else if (main == Jobs.NONE && runs() && component.type() == Component.Type.FORKING && started) {
            fail("all of its processes have ended", nowNs);
        }
    }

    private void fail(String why, long nowNs) {
        if (maintenance) {
            pending = why;
            return;
        }
        cause = why;
        enter(Presence.RESTARTING);
        clean(nowNs);
    }

    private void clean(long nowNs) {
        deadlineNs = ServiceEngine.NO_DEADLINE;
        checks.forEach(CheckMachine::disarm);
        boolean process = component.type() == Component.Type.PROCESS;
        boolean nothing = idle() || process && (main == Jobs.NONE || mainEnded);
        cleaning = new Cleaning(component, jobs, this, main, mainEnded, nothing ? null : context.stop(component),
                nowNs);
        cleaning.proceed(nowNs);
    }

    /** Looks at what has come of checks and of the cleaning. */
    void evaluate(long nowNs) {
        if (pending != null && !maintenance) {
            String why = pending;
            pending = null;
            failed(why, nowNs);
        }
        if (cleaning != null && cleaning.done() && checks.stream().allMatch(CheckMachine::gone)) {
            cleaning = null;
            cleaned(nowNs);
        }
        if (runs() && !maintenance) {
            checks.stream().filter(CheckMachine::failed).findFirst().ifPresent(c -> fail(c.why(), nowNs));
        }
        if (presence == Presence.INSTANTIATING && started && told != context.role()) {
            // it was promoted while it was being told that it is standby
            checks.forEach(CheckMachine::disarm);
            instantiate(nowNs);
        }
        if (presence == Presence.INSTANTIATING && started && checks.stream().allMatch(CheckMachine::passed)) {
            enter(Presence.INSTANTIATED);
            everUp = true;
            deadlineNs = ServiceEngine.NO_DEADLINE;
        }
    }

    private void cleaned(long nowNs) {
        switch (presence) {
            case TERMINATING -> enter(Presence.UNINSTANTIATED);
            case TERMINATION_FAILED -> {
                exhausted = true;
                enter(Presence.UNINSTANTIATED);
            }
            default -> {
                if (restarts.add(nowNs)) {
                    restartCount++;
                    deadlineNs = nowNs + restarts.backOffNs(recovery.delayNs(), recovery.delayMaxNs());
                } else {
                    exhausted = true;
                    enter(everUp ? Presence.UNINSTANTIATED : Presence.INSTANTIATION_FAILED);
                }
            }
        }
    }

    // --- time

    long deadlineNs() {
        long next = cleaning == null ? deadlineNs : cleaning.deadlineNs();
        for (CheckMachine c : checks) {
            next = Math.min(next, c.deadlineNs());
        }
        return next;
    }

    void onDeadline(long nowNs) {
        checks.forEach(c -> c.onDeadline(nowNs));
        if (cleaning != null) {
            if (cleaning.deadlineNs() <= nowNs && cleaning.onDeadline(nowNs)) {
                enter(Presence.TERMINATION_FAILED);
            }
        } else if (deadlineNs <= nowNs) {
            if (presence == Presence.INSTANTIATING) {
                // looked at again in a while when maintenance lets it be
                deadlineNs = nowNs + component.startTimeoutNs();
                fail("not up within " + component.startTimeoutNs() / 1_000_000 + " ms", nowNs);
            } else if (presence == Presence.RESTARTING) {
                instantiate(nowNs);
            } else {
                deadlineNs = ServiceEngine.NO_DEADLINE;
            }
        }
    }

    @Override
    public String toString() {
        return component.name() + ' ' + presence + (cause.isEmpty() ? "" : ": " + cause);
    }
}
