package org.choros.engine.mon;

import java.util.OptionalDouble;
import java.util.OptionalLong;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.LeadingNumber;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.ValueType;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.HostReading;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.log.LogLevel;

/**
 * Compares one quantity with a limit, again and again, under {@code resources.system.NAME.}
 *
 * <pre>
 * stopped --limit, period or a deleted key, the limit is a number--&gt; running --above the limit--&gt; failed
 * running, failed --the same--&gt; running, and measured at once
 * running, failed --the limit is no number--&gt; stopped
 * </pre>
 */
final class Monitor {
    private static final String MON = "MON";
    private static final String MAX = "max";
    private static final String POLL_PERIOD = "poll_period";
    private static final long PERIOD_DEFAULT_MS = 3_000;
    private static final long PERIOD_MIN_MS = 500;
    private static final long PERIOD_MAX_MS = 120_000;
    private static final long NS_PER_MS = 1_000_000;
    /** Before any time: as soon as the engine is asked. */
    private static final long AT_ONCE = 0;

    private final EngineContext context;
    private final IcMap map;
    private final Quantity quantity;
    private final String prefix;
    private MonitorState state = MonitorState.STOPPED;
    private double limit;
    private long periodMs = PERIOD_DEFAULT_MS;
    private long dueNs = ServiceEngine.NO_DEADLINE;
    private boolean waiting;
    private boolean faulty;
    private IcMap.Tracking tracking;

    Monitor(EngineContext context, Quantity quantity) {
        this.context = context;
        this.map = context.map();
        this.quantity = quantity;
        this.prefix = "resources.system." + quantity.label() + ".";
    }

    /** Writes the keys that are ours and begins, with a first reading. */
    void start(HostReading reading, long nowNs) {
        map.put(prefix + "current", quantity.unmeasured());
        map.put(prefix + "last_updated", MapValue.u64(0));
        map.put(prefix + "state", MapValue.str(state.label()));
        MapValue period = map.get(prefix + POLL_PERIOD);
        if (period != null && period.type() == ValueType.STRING) {
            acceptPeriod(period);
        } else {
            // what a file gave as a number is lost, as in corosync
            map.put(prefix + POLL_PERIOD, MapValue.u64(periodMs));
        }
        tracking = map.track(prefix, IcMap.ADD | IcMap.MODIFY | IcMap.DELETE | IcMap.PREFIX, this::changed);
        acceptLimit(map.get(prefix + MAX));
        if (state != MonitorState.STOPPED) {
            dueNs = nowNs + periodMs * NS_PER_MS;
            measured(reading);
        }
    }

    /** Ends. What was measured is marked as such no more, so that nobody takes it for late. */
    void stop() {
        tracking.close();
        dueNs = ServiceEngine.NO_DEADLINE;
        map.put(prefix + "last_updated", MapValue.u64(0));
    }

    private void changed(int event, String key, MapValue value, MapValue old) {
        String name = key.substring(prefix.length());
        if (event == IcMap.DELETE) {
            context.log(LogLevel.WARNING, MON, "resource \"" + quantity.label() + "\" deleted from cmap!");
            // what is deleted counts once more: a resource is not left unwatched by a slip
            evaluate(name.equals(MAX) ? old : map.get(prefix + MAX),
                    name.equals(POLL_PERIOD) ? old : map.get(prefix + POLL_PERIOD));
        } else if (name.equals(MAX) || name.equals(POLL_PERIOD)) {
            evaluate(map.get(prefix + MAX), map.get(prefix + POLL_PERIOD));
        }
    }

    private void evaluate(MapValue max, MapValue period) {
        if (period != null) {
            acceptPeriod(period);
        }
        acceptLimit(max);
        dueNs = state == MonitorState.STOPPED ? ServiceEngine.NO_DEADLINE : AT_ONCE;
    }

    private void acceptPeriod(MapValue period) {
        OptionalLong ms = period.type() == ValueType.STRING
                ? LeadingNumber.unsigned(period.asString())
                : OptionalLong.of(period.type().isInteger() ? period.asLong() : 0);
        if (ms.isEmpty()) {
            context.log(LogLevel.WARNING, MON, "Could NOT use poll_period: " + period.asString()
                    + " (not uint64 type) for resource " + quantity.label());
        } else if (ms.getAsLong() < PERIOD_MIN_MS || ms.getAsLong() > PERIOD_MAX_MS) {
            context.log(LogLevel.WARNING, MON, "Could NOT use poll_period:" + Long.toUnsignedString(ms.getAsLong())
                    + " ms for resource " + quantity.label());
        } else if (ms.getAsLong() != periodMs) {
            context.log(LogLevel.DEBUG, MON, "poll_period changing from:" + periodMs + " to " + ms.getAsLong() + ".");
            periodMs = ms.getAsLong();
        }
    }

    // A limit that is no text is not looked at: one that was valid before goes on.
    private void acceptLimit(MapValue max) {
        if (max == null || max.type() != ValueType.STRING) {
            return;
        }
        OptionalDouble number = quantity.limit(max.asString());
        limit = number.orElse(limit);
        enter(number.isPresent() ? MonitorState.RUNNING : MonitorState.STOPPED, "config_changed");
    }

    private void enter(MonitorState next, String event) {
        if (next != state) {
            context.log(LogLevel.INFO, MON, "Fsm:" + quantity.label() + " event \"" + event + "\", state \""
                    + state.label() + "\" --> \"" + next.label() + "\"");
            state = next;
            map.put(prefix + "state", MapValue.str(next.label()));
        }
    }

    long nextDeadlineNs() {
        return dueNs;
    }

    /** Wants to be measured when its time has come. */
    boolean onDeadline(long nowNs) {
        if (dueNs > nowNs) {
            return false;
        }
        dueNs = nowNs + periodMs * NS_PER_MS;
        waiting = true;
        return true;
    }

    /** The host has been read; of interest to those that wait for it. */
    void onReading(HostReading reading) {
        if (waiting && state != MonitorState.STOPPED) {
            measured(reading);
        }
        waiting = false;
    }

    private void measured(HostReading reading) {
        String fault = quantity.fault(reading);
        if (fault != null) {
            if (!faulty) {
                context.log(LogLevel.ERROR, MON, fault);
            }
            faulty = true;
            return;
        }
        faulty = false;
        double amount = quantity.measure(reading);
        if (amount <= 0) {
            return;
        }
        map.put(prefix + "current", quantity.value(amount));
        map.put(prefix + "last_updated", MapValue.u64(reading.takenNs()));
        if (amount > limit) {
            enter(MonitorState.FAILED, "failure");
        }
    }
}
