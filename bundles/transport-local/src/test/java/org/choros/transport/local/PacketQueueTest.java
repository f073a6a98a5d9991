package org.choros.transport.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLongArray;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The queue between ring threads. */
class PacketQueueTest {
    private static final int SENDERS = 4;
    private static final int PACKETS = 20_000;

    private static ByteBuffer number(int length, long value) {
        return ByteBuffer.allocate(length).putLong(0, value);
    }

    @Test
    void isBoundedAndGoesRound() {
        PacketQueue queue = new PacketQueue(4);
        assertNull(queue.peek());
        long sent = 0;
        for (int round = 0; round < 10; round++) {
            long first = sent;
            while (queue.offer(number(8, sent), 0, null)) {
                sent++;
            }
            assertEquals(4, sent - first);
            assertEquals(sent, queue.end());
            for (long i = first; i < sent; i++) {
                assertEquals(i, queue.position());
                assertEquals(i, queue.peek().packet().getLong(0));
                queue.release();
            }
            assertNull(queue.peek());
        }
    }

    /** A slot that has held a long packet shows the next one at its own length. */
    @Test
    void slotsTakePacketsOfAnyLength() {
        PacketQueue queue = new PacketQueue(1);
        Random random = new Random(3);
        for (int length : new int[]{0, 1, 3000, 10, 65_507, 9, 4000}) {
            byte[] bytes = new byte[length + 7];
            random.nextBytes(bytes);
            assertTrue(queue.offer(ByteBuffer.wrap(bytes, 5, length), 3, null));
            assertEquals(ByteBuffer.wrap(bytes, 5, length), queue.peek().packet());
            assertEquals(3, queue.peek().link());
            queue.release();
        }
    }

    /**
     * Whoever sends: what was seen to be put is in front of what is put then. Each sender notes what it has put; before
     * each packet it notes what all others have, and the receiver must have got those before.
     */
    @Test
    @Timeout(120)
    void keepsTheOrderInWhichThingsHappen() throws Exception {
        PacketQueue queue = new PacketQueue(64);
        AtomicLongArray put = new AtomicLongArray(SENDERS);
        CompletableFuture<?>[] senders = new CompletableFuture<?>[SENDERS];
        for (int i = 0; i < SENDERS; i++) {
            int self = i;
            senders[i] = CompletableFuture.runAsync(() -> send(queue, put, self),
                    task -> new Thread(task, "sender-" + self).start());
        }
        long[] received = new long[SENDERS];
        for (int total = 0; total < SENDERS * PACKETS; total++) {
            PacketQueue.Slot slot = queue.peek();
            while (slot == null) {
                Thread.onSpinWait();
                slot = queue.peek();
            }
            ByteBuffer packet = slot.packet();
            int sender = slot.link();
            assertEquals(++received[sender], packet.getLong(0));
            for (int other = 0; other < SENDERS; other++) {
                long seen = packet.getLong(8 + 8 * other);
                assertTrue(received[other] >= seen || other == sender,
                        sender + " had seen " + seen + " of " + other + ", we only " + received[other]);
            }
            queue.release();
        }
        CompletableFuture.allOf(senders).get();
        assertNull(queue.peek());
    }

    private static void send(PacketQueue queue, AtomicLongArray put, int self) {
        ByteBuffer packet = ByteBuffer.allocate(8 + 8 * SENDERS);
        for (long i = 1; i <= PACKETS; i++) {
            packet.putLong(0, i);
            for (int other = 0; other < SENDERS; other++) {
                packet.putLong(8 + 8 * other, put.get(other));
            }
            while (!queue.offer(packet, self, null)) {
                Thread.yield();
            }
            put.set(self, i);
        }
    }
}
