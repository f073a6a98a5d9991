package org.choros.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.StatsMap;
import org.junit.jupiter.api.Test;

/** Pauses of the ring thread: when they are told, and how they are shown. */
class ScheduleWatchTest {
    private static final long MS = 1_000_000;

    private final Deque<Runnable> timers = new ArrayDeque<>();
    private final List<Long> delays = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private final StatsMap stats = new StatsMap();
    private long nowNs = Long.MAX_VALUE - 100 * MS;
    private long epochMs = 1_700_000_000_000L;
    private long tokenMs = 1000;
    private final ScheduleWatch watch = new ScheduleWatch((task, delayNs) -> {
        timers.add(task);
        delays.add(delayNs);
    }, () -> nowNs, () -> epochMs, () -> tokenMs,
            (level, subsystem, text) -> log.add(level.label() + " " + subsystem + " " + text));

    private void fireAfter(long ms) {
        nowNs += ms * MS;
        epochMs += ms;
        timers.remove().run();
        assertEquals(1, timers.size());
    }

    /** spec/config-and-tools.md, log lines: more than 0.8 of the token timeout, looked at three times in one. */
    @Test
    void tellsOfPausesThatEndangerTheRing() {
        watch.start(stats);
        fireAfter(334);
        fireAfter(800);
        assertEquals(List.of(), log);
        fireAfter(801);
        assertEquals(
                List.of("warning MAIN Corosync main process was not scheduled (@1700000001935) for 801.0000 ms "
                        + "(threshold is 800.0000 ms). Consider token timeout increase."),
                log);
        assertEquals(MapValue.u64(1_700_000_001_935L), stats.get("stats.schedmiss.0.timestamp"));
        assertEquals(MapValue.flt(801), stats.get("stats.schedmiss.0.delay"));
        assertEquals(333 * MS, delays.get(0) / MS * MS);
    }

    @Test
    void followsTheTokenTimeout() {
        watch.start(stats);
        tokenMs = 3000;
        // the threshold is of the time when the timer was set
        fireAfter(900);
        assertEquals(1, log.size());
        assertEquals(1000 * MS, delays.get(1));
        fireAfter(2300);
        assertEquals(1, log.size());
        fireAfter(2401);
        assertEquals(2, log.size());
        assertTrue(log.get(1).contains("(threshold is 2400.0000 ms)"), log.get(1));
    }

    /** The newest first, ten at most, and no events of keys. */
    @Test
    void keepsTheLastTen() {
        List<String> events = new ArrayList<>();
        stats.track((event, key, now, old) -> events.add(key));
        watch.start(stats);
        for (int i = 1; i <= 12; i++) {
            fireAfter(1000 + i);
        }
        assertEquals(MapValue.flt(1012), stats.get("stats.schedmiss.0.delay"));
        assertEquals(MapValue.flt(1003), stats.get("stats.schedmiss.9.delay"));
        assertNull(stats.get("stats.schedmiss.10.delay"));
        assertTrue(stats.clear("stats.clear.schedmiss"));
        assertNull(stats.next("stats.schedmiss.", null));
        fireAfter(2000);
        assertEquals(MapValue.flt(2000), stats.get("stats.schedmiss.0.delay"));
        assertNull(stats.get("stats.schedmiss.1.delay"));
        assertEquals(List.of(), events);
    }

    @Test
    void showsTheLastOneInTheMapOf24() {
        IcMap map = new IcMap();
        watch.start(map);
        fireAfter(100);
        assertNull(map.get("runtime.schedmiss.delay"));
        fireAfter(1000);
        fireAfter(1500);
        assertEquals(MapValue.flt(1500), map.get("runtime.schedmiss.delay"));
        assertEquals(MapValue.u64(1_700_000_002_600L), map.get("runtime.schedmiss.timestamp"));
    }
}
