package org.choros.transport.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

import org.choros.spi.log.LogLevel;
import org.choros.spi.transport.RingThread;
import org.choros.spi.transport.TransportHost;
import org.junit.jupiter.api.Test;

/** The way from an event loop of the transport's own to the ring thread; the test is both. */
class InboxTest {
    private final ArrayDeque<Runnable> posted = new ArrayDeque<>();
    private final Map<TransportHost.Drop, Integer> dropped = new EnumMap<>(TransportHost.Drop.class);
    private int handedOver;

    private final class Host implements TransportHost, RingThread {
        @Override
        public void execute(Runnable task) {
            posted.add(task);
        }

        @Override
        public boolean inside() {
            return false;
        }

        @Override
        public <T> Optional<T> as(Class<T> type) {
            return Optional.empty();
        }

        @Override
        public RingThread ringThread() {
            return this;
        }

        @Override
        public void onPacket(int link, ByteBuffer packet, boolean flushing) {
            handedOver++;
        }

        @Override
        public void onBatchEnd() {
            // not of interest here
        }

        @Override
        public void onInterface(int link, InetAddress local, boolean up) {
            // not of interest here
        }

        @Override
        public void onDropped(Drop cause) {
            dropped.merge(cause, 1, Integer::sum);
        }

        @Override
        public void log(LogLevel level, String text) {
            // not of interest here
        }
    }

    @Test
    void whatIsPostedIsBoundedAndTheRestIsCounted() {
        Inbox inbox = new Inbox(new Host(), 0, 100, false);
        for (int i = 0; i < Inbox.POSTED_MAX + 7; i++) {
            inbox.receive(ByteBuffer.allocate(10), Lane.GROUP, null, inbox.epoch());
        }
        assertEquals(Inbox.POSTED_MAX, posted.size());
        while (!posted.isEmpty()) {
            posted.poll().run();
        }
        assertEquals(Inbox.POSTED_MAX, handedOver);
        assertEquals(Collections.singletonMap(TransportHost.Drop.RECEIVE_FULL, 7), dropped);
        inbox.receive(ByteBuffer.allocate(10), Lane.GROUP, null, inbox.epoch());
        posted.poll().run();
        assertEquals(Inbox.POSTED_MAX + 1, handedOver);
        assertEquals(1, dropped.size());
    }
}
