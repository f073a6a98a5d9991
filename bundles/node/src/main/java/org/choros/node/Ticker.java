package org.choros.node;

import java.util.function.LongSupplier;

import org.choros.spi.engine.ServiceEngine;

/**
 * Wakes a core at its deadlines. A deadline that moves away (a token timeout does with every token) leaves the armed
 * timer alone, which looks again when it fires: so the steady state schedules next to nothing.
 */
final class Ticker {
    /** Runs a task later, on the ring thread. */
    @FunctionalInterface
    interface Alarm {
        void schedule(Runnable task, long delayNs);
    }

    private final Alarm alarm;
    private final LongSupplier nanoTime;
    private final Runnable onTime;
    private final Runnable wake = this::wake;
    private long armedNs = ServiceEngine.NO_DEADLINE;

    Ticker(Alarm alarm, LongSupplier nanoTime, Runnable onTime) {
        this.alarm = alarm;
        this.nanoTime = nanoTime;
        this.onTime = onTime;
    }

    void arm(long deadlineNs) {
        if (deadlineNs == ServiceEngine.NO_DEADLINE
                || armedNs != ServiceEngine.NO_DEADLINE && deadlineNs - armedNs >= 0) {
            return;
        }
        armedNs = deadlineNs;
        alarm.schedule(wake, Math.max(0, deadlineNs - nanoTime.getAsLong()));
    }

    private void wake() {
        // An earlier timer may still be on its way when a nearer deadline has re-armed us: looking costs nothing.
        if (armedNs != ServiceEngine.NO_DEADLINE && nanoTime.getAsLong() - armedNs >= 0) {
            armedNs = ServiceEngine.NO_DEADLINE;
        }
        onTime.run();
    }
}
