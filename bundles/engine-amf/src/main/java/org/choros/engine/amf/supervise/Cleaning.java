package org.choros.engine.amf.supervise;

import org.choros.engine.amf.model.Component;
import org.choros.spi.engine.ServiceEngine;

/**
 * The end of a component's processes or effects, in order and then by force.
 *
 * <pre>
 * end a start command that still runs -&gt; stop command, of effects until it ends with 0
 *       -&gt; SIGTERM -&gt; nothing is left
 * at stop_timeout: SIGKILL for all of it
 * at stop_timeout + kill_timeout: it is overdue, and all begins anew
 * </pre>
 */
final class Cleaning {
    private static final long RETRY_NS = 500_000_000L;

    private final Component component;
    private final Jobs jobs;
    private final Jobs.Owner owner;
    private final JobSpec stop;
    /** Whether the stop command has to end with 0, as nothing else tells that the effect is gone. */
    private final boolean effect;
    private long main;
    private boolean mainEnded;
    private boolean signalled;
    private boolean forced;
    private long stopJob = Jobs.NONE;
    private boolean stopEnded;
    private boolean stopDone;
    /** When the stop command may be run, as long as it has not been. */
    private long retryNs;
    private long killNs;
    private long overdueNs;

    /**
     * @param main the job of the start command, or none
     * @param mainEnded whether the command itself has ended
     * @param stop what the stop command runs; null for none, or when there is nothing to stop
     */
    Cleaning(Component component, Jobs jobs, Jobs.Owner owner, long main, boolean mainEnded, JobSpec stop,
            long nowNs) {
        this.component = component;
        this.jobs = jobs;
        this.owner = owner;
        this.main = main;
        this.mainEnded = mainEnded;
        this.stop = stop;
        effect = component.type() == Component.Type.ONESHOT || component.type() == Component.Type.OSGI;
        stopDone = stop == null;
        retryNs = nowNs;
        begin(nowNs);
    }

    private void begin(long nowNs) {
        signalled = false;
        forced = false;
        killNs = nowNs + component.stopTimeoutNs();
        overdueNs = killNs + component.killTimeoutNs();
    }

    boolean done() {
        return main == Jobs.NONE && stopJob == Jobs.NONE && stopDone;
    }

    /** Whether a start command that has to end still runs. */
    private boolean isStarting() {
        return main != Jobs.NONE && !mainEnded && component.type() != Component.Type.PROCESS;
    }

    /** Does what can be done now. */
    void proceed(long nowNs) {
        if (isStarting()) {
            // the start command could bring up what the stop command does not find yet
            signal(true);
            return;
        }
        if (!stopDone) {
            if (stopJob == Jobs.NONE && !forced && nowNs >= retryNs) {
                retryNs = ServiceEngine.NO_DEADLINE;
                stopEnded = false;
                stopJob = jobs.run(owner, stop);
            }
            return;
        }
        signal(forced);
    }

    private void signal(boolean force) {
        if (main != Jobs.NONE && !signalled) {
            signalled = true;
            jobs.kill(main, force);
        }
    }

    void ended(long job, Outcome outcome, long nowNs) {
        if (job == main) {
            mainEnded = true;
            signalled = false;
        } else if (job == stopJob && !stopEnded) {
            stopEnded = true;
            stopDone = outcome.good() || !effect;
            retryNs = stopDone ? ServiceEngine.NO_DEADLINE : nowNs + RETRY_NS;
            // what it has left behind is not ours to keep
            jobs.kill(stopJob, true);
        }
        proceed(nowNs);
    }

    void gone(long job, long nowNs) {
        if (job == main) {
            main = Jobs.NONE;
        } else if (job == stopJob) {
            stopJob = Jobs.NONE;
        }
        proceed(nowNs);
    }

    long deadlineNs() {
        long next = forced ? overdueNs : killNs;
        boolean waits = !isStarting() && stopJob == Jobs.NONE && !stopDone && !forced;
        return waits ? Math.min(next, retryNs) : next;
    }

    /** Time has come; true when it is overdue now and goes on anew. */
    boolean onDeadline(long nowNs) {
        if (!forced && nowNs >= killNs) {
            forced = true;
            jobs.kill(main, true);
            jobs.kill(stopJob, true);
            signalled = true;
            if (!effect) {
                stopDone = true;
            }
        }
        boolean overdue = forced && nowNs >= overdueNs;
        if (overdue) {
            begin(nowNs);
        }
        proceed(nowNs);
        return overdue;
    }
}
