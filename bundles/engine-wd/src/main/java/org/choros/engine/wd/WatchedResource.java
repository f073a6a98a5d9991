package org.choros.engine.wd;

import java.util.OptionalLong;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.LeadingNumber;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.ValueType;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.log.LogLevel;

/**
 * One resource, {@code resources.TYPE.NAME.}: whoever looks after it writes its state and the time of the last sign of
 * life, and here both are looked at from time to time.
 *
 * <pre>
 * stopped --it appears, or a key changes, with recovery and state--&gt; running --a check fails--&gt; failed
 * running, failed --a key changes--&gt; running
 * running, failed --its state becomes stopped, or a key is missing--&gt; stopped
 * </pre>
 */
final class WatchedResource {
    private static final String WD = "WD";
    private static final String STATE = "state";
    private static final String RECOVERY = "recovery";
    private static final String POLL_PERIOD = "poll_period";
    private static final String LAST_UPDATED = "last_updated";
    private static final String CURRENT = "current";
    private static final String STATE_STOPPED = "stopped";
    private static final String STATE_DISABLED = "disabled";
    private static final String STATE_FAILED = "failed";

    private static final long PERIOD_DEFAULT_MS = 6_000;
    private static final long PERIOD_MIN_MS = 500;
    private static final long PERIOD_MAX_MS = 120_000;
    private static final long NS_PER_MS = 1_000_000;
    /** Before any time: as soon as the engine is asked. */
    private static final long AT_ONCE = 0;

    /** Who looks after it. */
    interface Watcher {
        /** Its deadline has come nearer. */
        void due();

        /**
         * A check has failed.
         *
         * @param recovery what is to be done about that
         */
        void failed(String recovery);
    }

    private final EngineContext context;
    private final IcMap map;
    private final String prefix;
    private final String name;
    private final Watcher watcher;
    private ResourceState state = ResourceState.STOPPED;
    private String recovery;
    private long periodMs = PERIOD_DEFAULT_MS;
    /** The time until the next check, while only that is known and not yet since when; else 0. */
    private long delayMs;
    private long checkNs = ServiceEngine.NO_DEADLINE;

    /**
     * @param context the node
     * @param prefix what its keys begin with, the last full stop included
     * @param name its name in the log
     * @param watcher is told what comes of it
     */
    WatchedResource(EngineContext context, String prefix, String name, Watcher watcher) {
        this.context = context;
        this.map = context.map();
        this.prefix = prefix;
        this.name = name;
        this.watcher = watcher;
    }

    /**
     * Begins.
     *
     * @return whether its keys are complete
     */
    boolean start() {
        MapValue period = map.get(prefix + POLL_PERIOD);
        if (number(period).isPresent()) {
            acceptPeriod(period, false);
        } else {
            map.put(prefix + POLL_PERIOD, MapValue.u64(periodMs));
        }
        if (!complete()) {
            return false;
        }
        // also with a state of stopped, as corosync; a check that finds it so lets it be
        enter(ResourceState.RUNNING, "config_changed");
        look(Math.max(2 * periodMs, PERIOD_DEFAULT_MS));
        return true;
    }

    /**
     * One of its keys was written.
     *
     * @param key the key's last part
     */
    void changed(String key) {
        if (key.equals(LAST_UPDATED) || key.equals(CURRENT)) {
            return;
        }
        long patienceMs = periodMs;
        if (key.equals(POLL_PERIOD)) {
            acceptPeriod(map.get(prefix + POLL_PERIOD), true);
            // whoever updates it may still go by the old one
            patienceMs = Math.max(periodMs, patienceMs);
        }
        if (!complete() || STATE_STOPPED.equals(stateKey())) {
            checkNs = ServiceEngine.NO_DEADLINE;
            enter(ResourceState.STOPPED, "config_changed");
        } else {
            enter(ResourceState.RUNNING, "config_changed");
            look(patienceMs);
        }
    }

    private boolean complete() {
        recovery = map.getString(prefix + RECOVERY, null);
        if (recovery == null) {
            context.log(LogLevel.WARNING, WD, "resource " + name + " missing a recovery key.");
            return false;
        }
        if (stateKey() == null) {
            context.log(LogLevel.WARNING, WD, "resource " + name + " missing a state key.");
            return false;
        }
        return true;
    }

    private String stateKey() {
        return map.getString(prefix + STATE, null);
    }

    private static OptionalLong number(MapValue period) {
        if (period == null) {
            return OptionalLong.empty();
        }
        if (period.type() == ValueType.STRING) {
            // what corosync 2.4 makes of most files
            return LeadingNumber.unsigned(period.asString());
        }
        return period.type().isInteger() ? OptionalLong.of(period.asLong()) : OptionalLong.empty();
    }

    private void acceptPeriod(MapValue period, boolean change) {
        long ms = number(period).orElse(0);
        if (ms < PERIOD_MIN_MS || ms > PERIOD_MAX_MS) {
            context.log(LogLevel.WARNING, WD, "Could NOT use poll_period:" + Long.toUnsignedString(ms)
                    + " ms for resource " + name);
            return;
        }
        if (change && ms != periodMs) {
            context.log(LogLevel.DEBUG, WD, "poll_period changing from:" + periodMs + " to " + ms + ".");
        }
        periodMs = ms;
    }

    private void enter(ResourceState next, String event) {
        if (next != state) {
            context.log(LogLevel.INFO, WD, "Fsm:" + name + " event \"" + event + "\", state \"" + state.label()
                    + "\" --> \"" + next.label() + "\"");
            state = next;
        }
    }

    private void look(long inMs) {
        delayMs = inMs;
        checkNs = AT_ONCE;
        watcher.due();
    }

    long nextDeadlineNs() {
        return checkNs;
    }

    void onDeadline(long nowNs) {
        if (checkNs > nowNs) {
            return;
        }
        if (delayMs > 0) {
            checkNs = nowNs + delayMs * NS_PER_MS;
            delayMs = 0;
            return;
        }
        // When we come so late, we have been stopped: and then whoever is to be well may have been, too.
        boolean excused = nowNs - checkNs > periodMs * NS_PER_MS / 2;
        if (well(nowNs, excused)) {
            checkNs = nowNs + periodMs * NS_PER_MS;
            return;
        }
        checkNs = ServiceEngine.NO_DEADLINE;
        context.log(LogLevel.CRIT, WD, recovery + " resource \"" + name + "\" failed!");
        enter(ResourceState.FAILED, "failure");
        watcher.failed(recovery);
    }

    private boolean well(long nowNs, boolean excused) {
        String present = stateKey();
        MapValue updated = map.get(prefix + LAST_UPDATED);
        if (STATE_STOPPED.equals(present)) {
            return true;
        }
        if (updated == null || updated.type() != ValueType.UINT64 || present == null
                || present.equals(STATE_DISABLED)) {
            return false;
        }
        if (updated.asLong() == 0) {
            // nobody has measured yet, so that nothing is known
            return true;
        }
        long lateNs = nowNs - updated.asLong() - periodMs * NS_PER_MS * 3 / 2;
        if (lateNs > 0 && !excused) {
            context.log(LogLevel.ERROR, WD, "last_updated " + lateNs / NS_PER_MS + " ms too late, period:" + periodMs
                    + ".");
            return false;
        }
        return !present.equals(STATE_FAILED);
    }
}
