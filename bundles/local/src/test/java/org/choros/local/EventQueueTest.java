package org.choros.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events come out as they went in, up to the bounds. */
@Timeout(60)
class EventQueueTest {
    private static final int CHUNK = 1 << 16;

    private static ByteBuffer event(long number, int length) {
        ByteBuffer event = ByteBuffer.allocate(length);
        new Random(number).nextBytes(event.array());
        return event;
    }

    /** A twin that keeps copies does the same with all lengths around those of chunks, whoever is faster. */
    @Test
    void doesAsATwinOfCopiesDoes() {
        for (int seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            EventQueue queue = new EventQueue();
            ArrayDeque<ByteBuffer> twin = new ArrayDeque<>();
            for (int i = 0; i < 2_000; i++) {
                if (random.nextInt(100) < (i / 400 % 2 == 0 ? 70 : 30)) {
                    int length = switch (random.nextInt(20)) {
                        case 0 -> CHUNK - 8 + random.nextInt(12);
                        case 1 -> random.nextInt(2 * CHUNK);
                        default -> random.nextInt(400);
                    };
                    ByteBuffer event = event(i, length);
                    assertTrue(queue.offer(event));
                    assertEquals(0, event.position(), "left as it was");
                    twin.add(event);
                } else {
                    assertEquals(twin.poll(), queue.poll(), "seed " + seed + " step " + i);
                }
            }
            while (!twin.isEmpty()) {
                assertEquals(twin.poll(), queue.poll());
            }
            assertNull(queue.poll());
            assertEquals(0, queue.size());
        }
    }

    @Test
    void refusesMoreEventsThanItsBound() {
        EventQueue queue = new EventQueue();
        ByteBuffer event = event(1, 10);
        for (int i = 0; i < EventQueue.EVENTS_MAX; i++) {
            assertTrue(queue.offer(event));
        }
        assertFalse(queue.offer(event));
        assertEquals(event, queue.poll());
        assertFalse(queue.offer(event), "the one that is looked at has its place still");
        assertEquals(event, queue.poll());
        assertTrue(queue.offer(event));
        assertFalse(queue.offer(event));
        assertEquals(EventQueue.EVENTS_MAX, queue.size());
    }

    @Test
    void refusesMoreBytesThanItsBound() {
        EventQueue queue = new EventQueue();
        ByteBuffer event = event(1, 1 << 20);
        for (int i = 0; i < EventQueue.BYTES_MAX >> 20; i++) {
            assertTrue(queue.offer(event));
        }
        assertFalse(queue.offer(event(2, 1)));
        assertEquals(event, queue.poll());
        assertEquals(event, queue.poll());
        assertTrue(queue.offer(event));
        assertFalse(queue.offer(event(2, 1)));
    }

    @Test
    void twoThreadsAtOnce() throws Exception {
        EventQueue queue = new EventQueue();
        int events = 300_000;
        CompletableFuture<Integer> taker = CompletableFuture.supplyAsync(() -> {
            int taken = 0;
            while (taken < events) {
                ByteBuffer event = queue.poll();
                if (event == null) {
                    // on a machine with one processor the other one needs it
                    Thread.yield();
                    continue;
                }
                assertEquals(taken % 1000 + Integer.BYTES, event.remaining());
                assertEquals(taken, event.slice().getInt());
                taken++;
            }
            return taken;
        });
        ByteBuffer event = ByteBuffer.allocate(1000 + Integer.BYTES);
        for (int i = 0; i < events && !taker.isDone(); i++) {
            event.clear().putInt(0, i).limit(i % 1000 + Integer.BYTES);
            while (!queue.offer(event) && !taker.isDone()) {
                Thread.yield();
            }
        }
        assertEquals(events, taker.get(50, TimeUnit.SECONDS));
    }
}
