package org.choros.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.choros.base.CsError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests of many threads come out once, each thread's in its order; each ends once. */
@Timeout(60)
class RequestQueueTest {
    private static Request request(int thread, int number) {
        return Request.call(ByteBuffer.allocate(8).putInt(0, thread).putInt(4, number));
    }

    @Test
    void firstInFirstOut() {
        RequestQueue queue = new RequestQueue();
        assertNull(queue.poll());
        for (int round = 0; round < 3; round++) {
            Request one = request(0, 1);
            Request two = request(0, 2);
            queue.add(one);
            queue.add(two);
            assertSame(one, queue.poll());
            assertSame(two, queue.poll());
            assertNull(queue.poll());
        }
    }

    @Test
    void manyThreadsAtOnce() throws InterruptedException {
        int threads = 4;
        int each = 100_000;
        RequestQueue queue = new RequestQueue();
        List<Thread> adding = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int thread = t;
            adding.add(new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    queue.add(request(thread, i));
                }
            }));
        }
        adding.forEach(Thread::start);
        int[] next = new int[threads];
        for (int taken = 0; taken < threads * each;) {
            Request request = queue.poll();
            if (request != null) {
                int thread = request.call().getInt(0);
                assertEquals(next[thread]++, request.call().getInt(4));
                taken++;
            }
        }
        for (Thread t : adding) {
            t.join();
        }
        assertNull(queue.poll());
    }

    @Test
    void aRequestEndsOnce() {
        Request request = request(0, 0);
        request.end(CsError.TIMEOUT);
        request.end(ByteBuffer.allocate(24));
        assertEquals(CsError.TIMEOUT, request.error());
        assertNull(request.reply());
        assertTrue(request.await(0));

        Request late = request(0, 1);
        assertFalse(late.await(1));
        assertTrue(late.end(CsError.TIMEOUT));
        assertFalse(late.end(CsError.OK));
        assertEquals(CsError.TIMEOUT, late.error());

        Request interrupted = request(0, 2);
        Thread.currentThread().interrupt();
        assertFalse(interrupted.await(Long.MAX_VALUE));
        assertTrue(Thread.interrupted(), "who was interrupted still knows");
    }
}
