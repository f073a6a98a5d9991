package org.choros.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;

import org.choros.spi.engine.ServiceEngine;
import org.junit.jupiter.api.Test;

/** When timers are armed: as seldom as possible, never too late. */
class TickerTest {
    private record Armed(Runnable task, long delayNs) {
    }

    private final List<Armed> armed = new ArrayList<>();
    private long nowNs = Long.MAX_VALUE - 50;
    private long deadlineNs = ServiceEngine.NO_DEADLINE;
    private int woken;
    private final Ticker ticker = new Ticker((task, delay) -> armed.add(new Armed(task, delay)), () -> nowNs,
            this::onTime);

    private void onTime() {
        woken++;
        ticker.arm(deadlineNs);
    }

    private void fire() {
        armed.remove(0).task().run();
    }

    @Test
    void nothingDueArmsNothing() {
        ticker.arm(ServiceEngine.NO_DEADLINE);
        assertEquals(0, armed.size());
    }

    @Test
    void aDeadlineThatMovesAwayArmsOnlyWhenTheTimerFires() {
        nowNs = 1000;
        for (deadlineNs = 1100; deadlineNs < 1200; deadlineNs += 10) {
            ticker.arm(deadlineNs);
        }
        assertEquals(1, armed.size());
        assertEquals(100, armed.get(0).delayNs());
        nowNs = 1100;
        fire();
        assertEquals(1, woken);
        assertEquals(100, armed.get(0).delayNs());
    }

    @Test
    void aNearerDeadlineArmsAtOnceAndTheOldTimerOnlyLooks() {
        nowNs = 1000;
        ticker.arm(1100);
        deadlineNs = 1050;
        ticker.arm(1050);
        assertEquals(List.of(100L, 50L), armed.stream().map(Armed::delayNs).toList());
        nowNs = 1050;
        armed.remove(1).task().run();
        assertEquals(1, woken);
        // the deadline is still there: it is due, so a timer runs at once
        assertEquals(0, armed.get(1).delayNs());
        deadlineNs = 2000;
        nowNs = 1060;
        armed.remove(1).task().run();
        assertEquals(940, armed.get(1).delayNs());
        nowNs = 1100;
        fire();
        assertEquals(3, woken);
        assertEquals(1, armed.size());
    }

    @Test
    void anOverdueDeadlineHasNoNegativeDelay() {
        nowNs = 1000;
        ticker.arm(900);
        assertEquals(0, armed.get(0).delayNs());
    }

    /** System.nanoTime may be anywhere, and wrap. */
    @Test
    void clocksWrap() {
        deadlineNs = Long.MIN_VALUE + 49;
        ticker.arm(deadlineNs);
        assertEquals(100, armed.get(0).delayNs());
        ticker.arm(Long.MAX_VALUE - 10);
        assertEquals(40, armed.get(1).delayNs());
    }
}
