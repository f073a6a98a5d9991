package org.choros.transport.local;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A bounded queue of packets from many threads to one, without locks. Its slots are used again and again, and so are
 * their buffers, which grow to the longest packet that they have held.
 *
 * <p>A slot's turn says whose it is: equal to a position, the sender's who takes that position; one more, the
 * receiver's. Positions are taken in the order of sending, so what was put after something else was seen comes after
 * it: a token behind the messages that were sent before it, whoever sent them.
 */
final class PacketQueue {
    private static final int ROOM_MIN = 2048;

    private final Slot[] slots;
    private final AtomicLong tail = new AtomicLong();
    private long head;

    /** Room for one packet. */
    static final class Slot {
        private final AtomicLong turn;
        private ByteBuffer bytes;
        private InetAddress source;
        private int link;

        private Slot(long turn) {
            this.turn = new AtomicLong(turn);
        }

        private void fill(ByteBuffer packet, int number, InetAddress sender) {
            int length = packet.remaining();
            if (bytes == null || bytes.capacity() < length) {
                bytes = ByteBuffer.allocate(Math.max(ROOM_MIN, length));
            }
            bytes.clear().put(0, packet, packet.position(), length).limit(length);
            link = number;
            source = sender;
        }

        ByteBuffer packet() {
            return bytes;
        }

        int link() {
            return link;
        }

        /** The sender's address, null for ourselves. */
        InetAddress source() {
            return source;
        }
    }

    /**
     * @param slots how many packets, a power of two
     */
    PacketQueue(int slots) {
        this.slots = new Slot[slots];
        for (int i = 0; i < slots; i++) {
            this.slots[i] = new Slot(i);
        }
    }

    private Slot at(long position) {
        return slots[(int) position & slots.length - 1];
    }

    /** Puts a copy of a packet behind the others; on any thread. Returns false when there is no room. */
    boolean offer(ByteBuffer packet, int link, InetAddress source) {
        long position = tail.get();
        while (true) {
            Slot slot = at(position);
            long turn = slot.turn.get();
            if (turn == position) {
                if (tail.compareAndSet(position, position + 1)) {
                    slot.fill(packet, link, source);
                    slot.turn.set(position + 1);
                    return true;
                }
                position = tail.get();
            } else if (turn < position) {
                return false;
            } else {
                position = tail.get();
            }
        }
    }

    /** The position behind all packets that have been put, or are being put. */
    long end() {
        return tail.get();
    }

    /** The position of the next packet; on the receiver's thread, as the rest. */
    long position() {
        return head;
    }

    /** The next packet, or null when there is none, or its sender has not yet finished it; he will then wake us. */
    Slot peek() {
        Slot slot = at(head);
        return slot.turn.get() == head + 1 ? slot : null;
    }

    /** Gives back the slot that {@link #peek} showed. */
    void release() {
        at(head).turn.set(head + slots.length);
        head++;
    }
}
