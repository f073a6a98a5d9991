package org.choros.node;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Locale;
import java.util.function.LongSupplier;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.StatsMap;
import org.choros.spi.log.LogLevel;

/**
 * Notices that the ring thread was not run for most of a token timeout, by a timer that should fire three times in
 * one: stopped, starved, or collecting garbage. The last ten such pauses are shown. For the ring thread.
 */
final class ScheduleWatch {
    private static final String STATS = "stats.schedmiss.";
    private static final int KEPT = 10;
    private static final int CHECKS_PER_TOKEN = 3;
    private static final long NS_PER_MS = 1_000_000;

    private record Pause(long epochMs, float delayMs) {
    }

    private final Ticker.Alarm alarm;
    private final LongSupplier nanoTime;
    private final LongSupplier epochMs;
    private final LongSupplier tokenMs;
    private final VotesStore.Log log;
    private final Deque<Pause> pauses = new ArrayDeque<>(KEPT);
    private IcMap map;
    private StatsMap stats;
    private long checkedNs;
    private long thresholdNs;

    /**
     * @param alarm runs a task later on the ring thread
     * @param nanoTime the time
     * @param epochMs the time of day, for the log and the map
     * @param tokenMs the token timeout, which a reload may change
     * @param log where a pause is told
     */
    ScheduleWatch(Ticker.Alarm alarm, LongSupplier nanoTime, LongSupplier epochMs, LongSupplier tokenMs,
            VotesStore.Log log) {
        this.alarm = alarm;
        this.nanoTime = nanoTime;
        this.epochMs = epochMs;
        this.tokenMs = tokenMs;
        this.log = log;
    }

    /** Begins, and shows pauses as corosync 2.4 does: the last one, in the configuration map. */
    void start(IcMap shown) {
        map = shown;
        begin();
    }

    /** Begins, and shows pauses as corosync 3.1 does: the last ones, in the statistics map. */
    void start(StatsMap shown) {
        stats = shown;
        stats.onClear("schedmiss", () -> {
            pauses.clear();
            stats.withdraw(STATS);
        });
        begin();
    }

    private void begin() {
        checkedNs = nanoTime.getAsLong();
        again();
    }

    private void again() {
        long tokenNs = tokenMs.getAsLong() * NS_PER_MS;
        thresholdNs = tokenNs * 8 / 10;
        alarm.schedule(this::check, tokenNs / CHECKS_PER_TOKEN);
    }

    private void check() {
        long now = nanoTime.getAsLong();
        long delayNs = now - checkedNs;
        checkedNs = now;
        if (delayNs > thresholdNs) {
            tell(new Pause(epochMs.getAsLong(), (float) delayNs / NS_PER_MS));
        }
        again();
    }

    private void tell(Pause pause) {
        log.log(LogLevel.WARNING, "MAIN",
                String.format(Locale.ROOT,
                        "Corosync main process was not scheduled (@%d) for %.4f ms (threshold is %.4f ms). "
                                + "Consider token timeout increase.",
                        pause.epochMs(), pause.delayMs(), (float) thresholdNs / NS_PER_MS));
        if (map != null) {
            map.put("runtime.schedmiss.delay", MapValue.flt(pause.delayMs()));
            map.put("runtime.schedmiss.timestamp", MapValue.u64(pause.epochMs()));
            return;
        }
        if (pauses.size() == KEPT) {
            pauses.removeLast();
        } else {
            int number = pauses.size();
            stats.offer(STATS + number + ".timestamp", () -> MapValue.u64(pause(number).epochMs()));
            stats.offer(STATS + number + ".delay", () -> MapValue.flt(pause(number).delayMs()));
        }
        pauses.addFirst(pause);
    }

    private Pause pause(int number) {
        Iterator<Pause> newestFirst = pauses.iterator();
        for (int i = 0; i < number; i++) {
            newestFirst.next();
        }
        return newestFirst.next();
    }
}
