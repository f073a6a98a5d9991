package org.choros.engine.amf.supervise;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.choros.engine.amf.model.Component;

/**
 * A workload in a unit of this node: the components, started one after the other and stopped in reverse.
 *
 * <pre>
 * DOWN --start--&gt; STARTING --all are up--&gt; UP
 * STARTING, UP --stop, a component is exhausted--&gt; STOPPING --all are down--&gt; DOWN
 *                                             STOPPING --one cannot be stopped--&gt; STUCK
 * </pre>
 */
final class Instance {
    /** What it has come to. */
    enum State {
        /** Nothing of it runs. */
        DOWN,
        /** Not all of it is up yet. */
        STARTING,
        /** All of it is up. */
        UP,
        /** It is being stopped. */
        STOPPING,
        /** Something of it cannot be stopped; the rest is down. */
        STUCK
    }

    private final List<ComponentMachine> machines = new ArrayList<>();
    /** Those that have been started since the last start of all. */
    private final Set<ComponentMachine> begun = new HashSet<>();
    private Context context;
    private boolean wanted;
    private boolean failed;
    private String cause = "";

    Instance(Context context, Jobs jobs, ComponentMachine.Trace trace) {
        this.context = context;
        for (Component c : context.group().components()) {
            machines.add(new ComponentMachine(c, context, jobs, trace));
        }
    }

    Context context() {
        return context;
    }

    List<ComponentMachine> machines() {
        return machines;
    }

    boolean isWanted() {
        return wanted;
    }

    /** Whether a component was exhausted since the last start; then it stops by itself. */
    boolean hasFailed() {
        return failed;
    }

    String cause() {
        return cause;
    }

    void start() {
        wanted = true;
        failed = false;
    }

    void stop() {
        wanted = false;
    }

    /** From standby to active, without a stop. */
    void promote(Context active, long nowNs) {
        context = active;
        machines.forEach(m -> m.promote(active, nowNs));
    }

    /** Goes on as far as it can. */
    void advance(long nowNs) {
        for (ComponentMachine m : machines) {
            m.evaluate(nowNs);
            boolean lost = m.isExhausted() && m.isDown() || m.presence() == Presence.TERMINATION_FAILED;
            if (wanted && lost && begun.contains(m)) {
                failed = true;
                wanted = false;
                cause = m.component().name() + " " + m.cause();
            }
        }
        if (wanted) {
            up(nowNs);
        } else {
            down(nowNs);
        }
    }

    private void up(long nowNs) {
        for (ComponentMachine m : machines) {
            if (m.isDown() && !begun.contains(m)) {
                begun.add(m);
                m.start(nowNs);
                m.evaluate(nowNs);
            }
            if (!m.isUp()) {
                return;
            }
        }
    }

    private void down(long nowNs) {
        begun.clear();
        // what waits to be started again must not be while those after it are stopped
        machines.stream().filter(m -> m.presence() == Presence.RESTARTING).forEach(m -> m.terminate(nowNs));
        for (int i = machines.size() - 1; i >= 0; i--) {
            ComponentMachine m = machines.get(i);
            m.terminate(nowNs);
            m.evaluate(nowNs);
            // what cannot be stopped does not keep the others running
            if (!m.isDown() && m.presence() != Presence.TERMINATION_FAILED) {
                return;
            }
        }
    }

    State state() {
        boolean allUp = true;
        boolean allDown = true;
        boolean stuck = false;
        boolean moving = false;
        for (ComponentMachine m : machines) {
            allUp &= m.isUp();
            allDown &= m.isDown();
            stuck |= m.presence() == Presence.TERMINATION_FAILED;
            moving |= !m.isDown() && m.presence() != Presence.TERMINATION_FAILED;
        }
        if (wanted) {
            return allUp ? State.UP : State.STARTING;
        }
        if (allDown) {
            return State.DOWN;
        }
        return stuck && !moving ? State.STUCK : State.STOPPING;
    }

    long deadlineNs() {
        long next = Long.MAX_VALUE;
        for (ComponentMachine m : machines) {
            next = Math.min(next, m.deadlineNs());
        }
        return next;
    }

    void onDeadline(long nowNs) {
        for (ComponentMachine m : machines) {
            if (m.deadlineNs() <= nowNs) {
                m.onDeadline(nowNs);
            }
        }
    }
}
