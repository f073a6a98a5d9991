package org.choros.map.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.choros.map.MapListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventPumpTest {
    @Test
    void atTheBoundEventsAreLeftOutAndCounted() throws InterruptedException {
        EventPump pump = new EventPump("test", 2);
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        pump.add(new MapListener() {
            @Override
            public void synchronised() {
                held.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public void writable(boolean possible) {
                heard.add("writable " + possible);
            }

            @Override
            public void missed(long events) {
                heard.add("missed " + events);
            }

            @Override
            public void lost() {
                heard.add("lost");
                throw new IllegalStateException("on purpose");
            }
        }, List.of());
        pump.tell(MapListener::synchronised);
        held.await();
        for (int i = 0; i < 5; i++) {
            pump.tell(l -> l.writable(true));
        }
        go.countDown();
        assertEquals("writable true", heard.poll(30, TimeUnit.SECONDS));
        assertEquals("writable true", heard.poll(30, TimeUnit.SECONDS));
        assertEquals("missed 3", heard.poll(30, TimeUnit.SECONDS));
        pump.tell(MapListener::lost);
        assertEquals("lost", heard.poll(30, TimeUnit.SECONDS));
        pump.tell(l -> l.writable(false));
        assertEquals("writable false", heard.poll(30, TimeUnit.SECONDS));
        assertEquals(3, pump.missed());
        assertEquals(1, pump.failures());
        pump.close();
    }
}
