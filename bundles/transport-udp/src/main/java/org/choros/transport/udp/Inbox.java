package org.choros.transport.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;

import org.choros.spi.log.LogLevel;
import org.choros.spi.transport.TransportHost;
import org.choros.spi.transport.TransportHost.Drop;

/**
 * Hands packets to the node on the ring thread, in order: what was sent to ourselves (the local loop) before what came
 * from the network later.
 */
final class Inbox {
    /** Messages to ourselves that may wait; beyond, the newest is dropped and counted. The ring repeats its joins. */
    static final int LOCAL_MAX = 256;
    /** Packets posted by an event loop of our own that may wait; beyond, they are lost and counted. */
    static final int POSTED_MAX = 4096;

    private final TransportHost host;
    private final int link;
    private final int lengthMax;
    private final boolean direct;
    private final ArrayDeque<ByteBuffer> local = new ArrayDeque<>();
    private final Runnable localTask = this::runLocal;
    private final Runnable batchEndTask;
    private final AtomicInteger posted = new AtomicInteger();
    /** Packets that were lost because too many were posted, and not yet told of. */
    private final AtomicInteger full = new AtomicInteger();
    private boolean localScheduled;
    private boolean closed;
    private volatile int epoch;
    private volatile boolean discarding;

    /**
     * @param direct whether packets are received on the ring thread itself
     * @param lengthMax the longest datagram that is taken, bytes
     */
    Inbox(TransportHost host, int link, int lengthMax, boolean direct) {
        this.host = host;
        this.link = link;
        this.lengthMax = lengthMax;
        this.direct = direct;
        this.batchEndTask = host::onBatchEnd;
    }

    /** @return a number that changes whenever what was received until then is to be thrown away */
    int epoch() {
        return epoch;
    }

    /**
     * Takes a packet from the network; on the I/O thread. {@code packet} is valid only during the call, {@code source}
     * is null when it is not known.
     */
    void receive(ByteBuffer packet, Lane lane, InetAddress source, int receivedEpoch) {
        if (packet.remaining() > lengthMax) {
            dropped(Drop.TRUNCATED);
        } else if (direct) {
            accept(packet, lane, source, receivedEpoch);
        } else if (!discarding) {
            post(packet, lane, source, receivedEpoch);
        }
    }

    private void post(ByteBuffer packet, Lane lane, InetAddress source, int receivedEpoch) {
        if (posted.get() >= POSTED_MAX) {
            // a task for each would be what the bound is against: the next packet that is handed over brings the news
            full.incrementAndGet();
            return;
        }
        ByteBuffer copy = ByteBuffer.allocate(packet.remaining()).put(packet).flip();
        posted.incrementAndGet();
        host.ringThread().execute(() -> {
            posted.decrementAndGet();
            for (int lost = full.getAndSet(0); lost > 0 && !closed; lost--) {
                host.onDropped(Drop.RECEIVE_FULL);
            }
            accept(copy, lane, source, receivedEpoch);
        });
    }

    /** Ends a batch; on the I/O thread. */
    void batchEnd() {
        onRingThread(batchEndTask);
    }

    /** Counts a packet that was dropped; on any thread. */
    void dropped(Drop cause) {
        onRingThread(() -> host.onDropped(cause));
    }

    /** Reports an error of a socket, or of the node while it took a packet; on any thread. */
    void failed(Throwable cause) {
        if (cause instanceof IOException) {
            dropped(Drop.SEND_FAILED);
        } else {
            onRingThread(() -> host.log(LogLevel.ERROR, "A packet could not be processed: " + cause));
        }
    }

    private void onRingThread(Runnable task) {
        if (!direct && !host.ringThread().inside()) {
            host.ringThread().execute(() -> {
                if (!closed) {
                    task.run();
                }
            });
        } else if (!closed) {
            task.run();
        }
    }

    private void accept(ByteBuffer packet, Lane lane, InetAddress source, int receivedEpoch) {
        if (closed || receivedEpoch != epoch) {
            return;
        }
        drainLocal(lane != Lane.GROUP);
        // handling what was local may have closed the transport or found a pause
        if (!closed && receivedEpoch == epoch) {
            host.onSource(source);
            host.onPacket(link, packet, lane == Lane.BEFORE_TOKEN);
        }
    }

    /** Queues a packet for ourselves; on the ring thread. It is handed over by a later task, never inside this call. */
    void loop(ByteBuffer packet) {
        if (local.size() >= LOCAL_MAX) {
            host.onDropped(Drop.SEND_FAILED);
            return;
        }
        local.add(ByteBuffer.allocate(packet.remaining()).put(0, packet, packet.position(), packet.remaining()));
        if (!localScheduled) {
            localScheduled = true;
            host.ringThread().execute(localTask);
        }
    }

    private void runLocal() {
        localScheduled = false;
        if (!closed && !local.isEmpty()) {
            drainLocal(false);
            if (!closed) {
                host.onBatchEnd();
            }
        }
    }

    /** Hands over what waits now; what is queued meanwhile waits for the task that was scheduled for it. */
    private void drainLocal(boolean flushing) {
        for (int waiting = local.size(); waiting > 0 && !local.isEmpty(); waiting--) {
            host.onSource(null);
            host.onPacket(link, local.poll(), flushing);
        }
    }

    /** Throws away what was received and not yet handed over; on the ring thread. */
    void discard() {
        epoch++;
        local.clear();
    }

    /** Throws away whatever is read until {@link #discarded()}, for an event loop of our own. */
    void discarding() {
        discarding = true;
    }

    /** Ends {@link #discarding()}. */
    void discarded() {
        discarding = false;
    }

    /** Hands over nothing any more. */
    void close() {
        closed = true;
        local.clear();
    }

    /** Says which addresses packets may come from. */
    interface Sources {
        /** @return whether packets from there are taken */
        boolean listed(InetAddress source);
    }
}
