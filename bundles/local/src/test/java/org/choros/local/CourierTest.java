package org.choros.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

/** Tasks go in order, and the last one is run whatever the thread does when it comes. */
class CourierTest {
    private static final int ROUNDS = 4_000;
    private static final long LIMIT_MS = 60_000;

    /** It is closed while it looks for a task: 1 in 40000 was lost there. */
    @Test
    void runsTheLastTaskHoweverItIsClosed() throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            Courier courier = new Courier("courier", () -> {
            });
            CountDownLatch first = new CountDownLatch(1);
            AtomicInteger last = new AtomicInteger();
            courier.offer(first::countDown);
            if (round % 2 == 0) {
                assertTrue(first.await(LIMIT_MS, TimeUnit.MILLISECONDS));
            }
            for (int spin = 0; spin < round % 64; spin++) {
                Thread.onSpinWait();
            }
            assertTrue(courier.close(last::incrementAndGet, LIMIT_MS), "round " + round);
            assertEquals(1, last.get());
            assertEquals(0, first.getCount());
        }
    }

    /** A node that ends still tells what it becomes: whoever was told that it is gone hears no more of it. */
    @Test
    void runsNothingAfterTheLastTask() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            List<String> done = new ArrayList<>();
            Courier courier = new Courier("courier", () -> {
            });
            boolean closed = courier.close(() -> {
                courier.offer(() -> done.add("late"));
                done.add("last");
            }, LIMIT_MS);
            courier.offer(() -> done.add("later"));
            assertTrue(closed);
            courier.join(LIMIT_MS);
            assertEquals(List.of("last"), done);
        }
    }

    @Test
    void keepsTheirOrder() {
        List<Integer> done = new ArrayList<>();
        Courier courier = new Courier("courier", () -> {
        });
        for (int i = 0; i < 100; i++) {
            int task = i;
            assertTrue(courier.offer(() -> done.add(task)));
        }
        assertTrue(courier.close(() -> done.add(100), LIMIT_MS));
        assertEquals(101, done.size());
        for (int i = 0; i <= 100; i++) {
            assertEquals(i, done.get(i));
        }
    }
}
