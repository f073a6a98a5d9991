package org.choros.transport.local;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.choros.spi.transport.TransportHost;
import org.choros.spi.transport.TransportHost.Drop;

/** Where the packets for one node wait until its ring thread takes them; those of all its links, in one order. */
final class Inbox {
    /** More packets do not wait: the newest is lost, as in the full buffer of a socket. */
    static final int PACKETS_MAX = 1024;
    /** Packets that are handed over before clients and timers have their turn. */
    private static final int BATCH_MAX = 256;

    private final TransportHost host;
    private final PacketQueue queue = new PacketQueue(PACKETS_MAX);
    private final AtomicBoolean awake = new AtomicBoolean();
    private final AtomicInteger full = new AtomicInteger();
    private final AtomicInteger unlisted = new AtomicInteger();
    private final Runnable task = this::handOver;
    /** What has a lower position is not handed over. */
    private long freshFrom;
    private boolean handingOver;
    private boolean closed;

    Inbox(TransportHost host) {
        this.host = host;
    }

    /** Takes a copy of a packet; on any thread. Who has put some has to {@link #wake}. */
    void put(ByteBuffer packet, int link, InetAddress source) {
        if (!queue.offer(packet, link, source)) {
            full.incrementAndGet();
        }
    }

    /** Counts a packet of somebody whom we do not listen to; on any thread. */
    void refuse() {
        unlisted.incrementAndGet();
    }

    /** Has what was put handed over soon; on any thread. */
    void wake() {
        if (awake.compareAndSet(false, true)) {
            host.ringThread().execute(task);
        }
    }

    /** What is put meanwhile, also by ourselves, comes with a later task, after the answers to this batch. */
    private void handOver() {
        awake.set(false);
        long end = queue.end();
        int count = 0;
        handingOver = true;
        try {
            while (!closed && count < BATCH_MAX && queue.position() < end && take()) {
                count++;
            }
        } finally {
            handingOver = false;
        }
        tell(full, Drop.RECEIVE_FULL);
        tell(unlisted, Drop.UNLISTED_SOURCE);
        if (!closed && count > 0) {
            host.onBatchEnd();
        }
        if (!closed && queue.peek() != null) {
            wake();
        }
    }

    private boolean take() {
        PacketQueue.Slot slot = queue.peek();
        if (slot == null) {
            return false;
        }
        try {
            if (queue.position() >= freshFrom) {
                host.onSource(slot.source());
                host.onPacket(slot.link(), slot.packet(), false);
            }
        } finally {
            queue.release();
        }
        return true;
    }

    private void tell(AtomicInteger counter, Drop cause) {
        if (counter.get() != 0) {
            for (int left = counter.getAndSet(0); left > 0 && !closed; left--) {
                host.onDropped(cause);
            }
        }
    }

    /** Throws away what waits now; on the ring thread. */
    void discard() {
        freshFrom = queue.end();
        while (!handingOver && queue.position() < freshFrom && queue.peek() != null) {
            queue.release();
        }
    }

    /** Hands over nothing any more; on the ring thread. */
    void close() {
        closed = true;
    }
}
