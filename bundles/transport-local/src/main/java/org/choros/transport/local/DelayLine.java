package org.choros.transport.local;

import java.nio.ByteBuffer;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps the delayed packets of one hub. Its thread is there while some wait. For all threads. */
final class DelayLine {
    /** More packets are not delayed: the newest is lost. */
    static final int PACKETS_MAX = 4096;
    private static final long IDLE_MS = 1000;

    private final ScheduledThreadPoolExecutor timer;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong delayed = new AtomicLong();

    DelayLine(String hub) {
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "choros-hub-" + hub);
            made.setDaemon(true);
            return made;
        });
        timer.setKeepAliveTime(IDLE_MS, TimeUnit.MILLISECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    void add(Port from, Port to, ByteBuffer packet, long delayNs) {
        if (waiting.incrementAndGet() > PACKETS_MAX) {
            waiting.decrementAndGet();
            lost();
            return;
        }
        delayed.incrementAndGet();
        ByteBuffer copy = ByteBuffer.allocate(packet.remaining()).put(0, packet, packet.position(), packet.remaining());
        timer.schedule(() -> {
            waiting.decrementAndGet();
            to.receiveLate(copy, from.address());
        }, delayNs, TimeUnit.NANOSECONDS);
    }

    void lost() {
        lost.incrementAndGet();
    }

    long lostSoFar() {
        return lost.get();
    }

    long delayedSoFar() {
        return delayed.get();
    }
}
