package org.choros.engine.wd;

import java.util.Optional;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.ValueType;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.Watchdog;
import org.choros.spi.log.LogLevel;

/**
 * Keeps the watchdog device from resetting the host, as long as all is well: twice per timeout, and never again after a
 * resource has failed that the host's life depends on.
 */
final class Tickler {
    private static final String WD = "WD";
    private static final String DEVICE = "resources.watchdog_device";
    private static final String TIMEOUT = "resources.watchdog_timeout";
    private static final String OFF = "off";
    private static final int DIALECT_2 = 2;
    private static final int TIMEOUT_DEFAULT_S = 6;
    private static final int TIMEOUT_MIN_S = 2;
    private static final int TIMEOUT_MAX_S = 120;
    private static final long TICKLES_PER_TIMEOUT = 2;
    private static final long NS_PER_S = 1_000_000_000;
    private static final long MS_PER_S = 1_000;
    /** Before any time: the next tickle was planned by a timeout that is another one now. */
    private static final long AT_ONCE = 0;

    private final EngineContext context;
    private final IcMap map;
    private final Optional<Watchdog> watchdog;
    private IcMap.Tracking tracking;
    private String device = "";
    private boolean armed;
    private boolean healthy = true;
    private boolean told;
    private boolean stopped;
    private int timeoutS = TIMEOUT_DEFAULT_S;
    private long tickleNs = ServiceEngine.NO_DEADLINE;

    Tickler(EngineContext context) {
        this.context = context;
        this.map = context.map();
        this.watchdog = context.ability(Watchdog.class);
    }

    void start(long nowNs) {
        MapValue wanted = map.get(TIMEOUT);
        if (wanted != null && valid(wanted)) {
            timeoutS = (int) wanted.asLong();
        } else if (wanted != null) {
            complain();
            context.log(LogLevel.INFO, WD, "use default value " + timeoutS + " seconds.");
        }
        map.put(TIMEOUT, MapValue.u32(timeoutS));
        tellTimeout();
        tracking = map.track(TIMEOUT, IcMap.ADD | IcMap.MODIFY, (event, key, value, old) -> changed(value));
        tickleNs = nowNs + tickleEveryNs();
        open();
    }

    private void open() {
        String missing = context.dialect() == DIALECT_2 ? watchdog.map(Watchdog::defaultDevice).orElse("") : "";
        device = map.getString(DEVICE, missing);
        if (device.isEmpty() || device.equals(OFF)) {
            context.log(LogLevel.WARNING, WD, map.get(DEVICE) == null
                    ? "Watchdog not enabled by configuration"
                    : "Watchdog disabled by configuration");
            device = "";
        } else if (watchdog.isEmpty()) {
            onOpened(new Watchdog.Answer(Watchdog.Outcome.MISSING, "", timeoutS, timeoutS), timeoutS);
        } else {
            int wantedS = timeoutS;
            watchdog.get().open(device, wantedS, answer -> onOpened(answer, wantedS));
        }
    }

    private void onOpened(Watchdog.Answer answer, int wantedS) {
        if (stopped) {
            return;
        }
        switch (answer.outcome()) {
            case ARMED -> {
                armed = true;
                context.log(LogLevel.INFO, WD, "Watchdog " + device + " is now being tickled by corosync.");
                context.log(LogLevel.DEBUG, WD, answer.identity());
                onTimeout(answer, wantedS);
            }
            case MISSING -> context.log(LogLevel.WARNING, WD,
                    "No watchdog " + device + ", try modprobe <a watchdog>");
            default -> context.log(LogLevel.WARNING, WD, "Watchdog " + device + " exists but couldn't be opened.");
        }
    }

    private void onTimeout(Watchdog.Answer answer, int wantedS) {
        if (answer.outcome() != Watchdog.Outcome.ARMED || answer.timeoutS() == wantedS) {
            timeoutS = wantedS;
            tellTimeout();
        } else {
            // what the device does is what counts, and tickles have to come in time for that
            context.log(LogLevel.WARNING, WD,
                    "Could not change the Watchdog timeout from " + answer.previousS() + " to "
                            + wantedS + " seconds");
            timeoutS = Math.max(1, answer.timeoutS());
            map.put(TIMEOUT, MapValue.u32(timeoutS));
            tickleNs = AT_ONCE;
        }
    }

    private static boolean valid(MapValue seconds) {
        return seconds.type() == ValueType.UINT32 && seconds.asLong() >= TIMEOUT_MIN_S
                && seconds.asLong() <= TIMEOUT_MAX_S;
    }

    private void complain() {
        context.log(LogLevel.WARNING, WD, "Set watchdog_timeout is out of range (" + TIMEOUT_MIN_S + ".."
                + TIMEOUT_MAX_S + ").");
    }

    private void tellTimeout() {
        context.log(LogLevel.DEBUG, WD, "The Watchdog timeout is " + timeoutS + " seconds");
        context.log(LogLevel.DEBUG, WD, "The tickle timeout is " + timeoutS * MS_PER_S / TICKLES_PER_TIMEOUT + " ms");
    }

    private void changed(MapValue wanted) {
        if (wanted.type() == ValueType.UINT32 && wanted.asLong() == timeoutS) {
            return;
        }
        if (!valid(wanted)) {
            complain();
            map.put(TIMEOUT, MapValue.u32(timeoutS));
            tellTimeout();
            return;
        }
        int seconds = (int) wanted.asLong();
        if (watchdog.isPresent() && !device.isEmpty()) {
            watchdog.get().timeout(seconds, answer -> {
                if (!stopped) {
                    onTimeout(answer, seconds);
                    tickleNs = AT_ONCE;
                }
            });
        } else {
            timeoutS = seconds;
            tellTimeout();
            tickleNs = AT_ONCE;
        }
    }

    /** From now on the host is left to the device. */
    void giveUp() {
        healthy = false;
    }

    private long tickleEveryNs() {
        return timeoutS * NS_PER_S / TICKLES_PER_TIMEOUT;
    }

    long nextDeadlineNs() {
        return tickleNs;
    }

    void onDeadline(long nowNs) {
        if (tickleNs > nowNs) {
            return;
        }
        tickleNs = nowNs + tickleEveryNs();
        if (healthy) {
            if (armed) {
                watchdog.get().tickle();
            }
        } else if (!told) {
            told = true;
            context.log(LogLevel.ALERT, WD, "NOT tickling the watchdog!");
        }
    }

    /** Ends in order: the device is to let the host live. */
    void stop() {
        stopped = true;
        tracking.close();
        tickleNs = ServiceEngine.NO_DEADLINE;
        if (armed) {
            context.log(LogLevel.INFO, WD, "magically closing the watchdog.");
        }
        if (!device.isEmpty()) {
            watchdog.ifPresent(Watchdog::close);
        }
    }
}
