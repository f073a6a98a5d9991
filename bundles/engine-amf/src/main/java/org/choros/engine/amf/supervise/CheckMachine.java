package org.choros.engine.amf.supervise;

import java.util.Locale;

import org.choros.engine.amf.model.HealthCheck;
import org.choros.spi.engine.ServiceEngine;

/**
 * One health check of a component that has been started.
 *
 * <pre>
 * off --arm--&gt; due --time--&gt; running --passes--&gt; due    running --fails, over time--&gt; failed so often, due
 * a heartbeat: armed --heartbeat--&gt; armed    armed --silence--&gt; failed so often, armed
 * </pre>
 */
final class CheckMachine implements Jobs.Owner {
    private static final long FIRST_RETRY_NS = 1_000_000_000L;

    private final HealthCheck check;
    private final JobSpec spec;
    private final Jobs jobs;
    private long job = Jobs.NONE;
    private boolean ended;
    private long deadlineNs = ServiceEngine.NO_DEADLINE;
    private boolean armed;
    private long armedNs;
    private boolean passed;
    private int failures;
    private String why = "";

    /** @param spec what is run; null for a heartbeat */
    CheckMachine(HealthCheck check, JobSpec spec, Jobs jobs) {
        this.check = check;
        this.spec = spec;
        this.jobs = jobs;
    }

    /** The component has been started. */
    void arm(long nowNs) {
        armed = true;
        armedNs = nowNs;
        passed = false;
        failures = 0;
        deadlineNs = spec == null ? nowNs + check.periodNs() : nowNs;
    }

    /** The component is being stopped. */
    void disarm() {
        armed = false;
        failures = 0;
        deadlineNs = ServiceEngine.NO_DEADLINE;
        jobs.kill(job, true);
    }

    /** Whether nothing of it runs. */
    boolean gone() {
        return job == Jobs.NONE;
    }

    /** Whether it has passed since the start. */
    boolean passed() {
        return passed;
    }

    /** Whether it has failed as often as is borne. */
    boolean failed() {
        return failures >= check.failures();
    }

    /** What was failed before does not count any more. */
    void forgive() {
        failures = 0;
    }

    String why() {
        return why;
    }

    void heartbeat(long nowNs) {
        if (armed && spec == null) {
            pass();
            deadlineNs = nowNs + check.periodNs();
        }
    }

    private void pass() {
        passed = true;
        failures = 0;
    }

    private void fail(String reason, long nowNs) {
        if (nowNs - armedNs >= check.graceNs()) {
            why = reason;
            failures++;
        }
    }

    @Override
    public void started(long which, long nowNs) {
        // its time runs from when it was asked for
    }

    @Override
    public void ended(long which, Outcome outcome, long nowNs) {
        if (which != job || ended) {
            return;
        }
        ended = true;
        jobs.kill(job, true);
        if (!armed) {
            return;
        }
        if (outcome.good()) {
            pass();
        } else {
            fail(kind() + ": " + outcome.text(), nowNs);
        }
        deadlineNs = nowNs + (passed ? check.periodNs() : Math.min(check.periodNs(), FIRST_RETRY_NS));
    }

    @Override
    public void gone(long which, long nowNs) {
        if (which == job) {
            job = Jobs.NONE;
        }
    }

    private String kind() {
        return check.kind().name().toLowerCase(Locale.ROOT) + " check";
    }

    long deadlineNs() {
        return deadlineNs;
    }

    void onDeadline(long nowNs) {
        if (!armed || nowNs < deadlineNs) {
            return;
        }
        if (spec == null) {
            fail("no heartbeat for " + check.periodNs() / 1_000_000 + " ms", nowNs);
            deadlineNs = nowNs + check.periodNs();
        } else if (job == Jobs.NONE) {
            ended = false;
            job = jobs.run(this, spec);
            deadlineNs = nowNs + check.timeoutNs();
        } else {
            // it has not answered, or what was killed does not go
            if (!ended) {
                ended = true;
                jobs.kill(job, true);
            }
            fail(kind() + ": no answer for " + check.timeoutNs() / 1_000_000 + " ms", nowNs);
            deadlineNs = nowNs + check.periodNs();
        }
    }
}
