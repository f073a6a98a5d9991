package org.choros.itests.perf.load;

import java.util.concurrent.locks.LockSupport;

import org.choros.itests.perf.Mode;

/** One run on one host: what is measured of it. The delivering side writes, the sending thread reads. */
final class Run {
    private static final long MS = 1_000_000L;

    private final RunOrder order;
    private final Thread sender = Thread.currentThread();
    private final Latencies latencies = new Latencies();
    private long delivered;
    private long windowMessages;
    private long windowBytes;
    private long digest;
    private long beginNs;
    private long fromNs;
    private long toNs;
    private volatile boolean begun;
    private volatile boolean ended;
    private volatile long back;
    private volatile boolean waiting;

    Run(RunOrder order) {
        this.order = order;
    }

    RunOrder order() {
        return order;
    }

    Thread sender() {
        return sender;
    }

    // --- the delivering side

    void begin(long nowNs) {
        beginNs = nowNs;
        fromNs = nowNs + order.warmMs() * MS;
        toNs = fromNs + order.measureMs() * MS;
        begun = true;
        LockSupport.unpark(sender);
    }

    void delivered(int from, long count, int length, long nowNs) {
        delivered++;
        digest = Payload.fold(digest, (long) from << 48 ^ count);
        if (nowNs - fromNs >= 0 && nowNs - toNs < 0) {
            windowMessages++;
            windowBytes += length;
        }
    }

    /** A message of our own has come back. */
    void back(long dueNs, long nowNs) {
        if (order.mode() != Mode.THROUGHPUT && dueNs - fromNs >= 0 && dueNs - toNs < 0) {
            latencies.record(nowNs - dueNs);
        }
        // one writer
        back = back + 1;
        if (waiting) {
            LockSupport.unpark(sender);
        }
    }

    void end() {
        ended = true;
        LockSupport.unpark(sender);
    }

    // --- the sending side

    boolean begun() {
        return begun;
    }

    boolean ended() {
        return ended;
    }

    long beginNs() {
        return beginNs;
    }

    long fromNs() {
        return fromNs;
    }

    long toNs() {
        return toNs;
    }

    long back() {
        return back;
    }

    /** Sleeps so long, or until a message of ours has come back that the caller has not seen yet. */
    void sleep(long ns, long seenBack) {
        waiting = true;
        if (back == seenBack && ns > 0) {
            LockSupport.parkNanos(ns);
        }
        waiting = false;
    }

    /** The lines of an ended run. */
    String text(int self, long sent, long refused, long daemonUs, long ownUs) {
        return "latency " + order.number() + " node=" + self + " " + latencies.text() + "\n"
                + "result " + order.number() + " node=" + self + " sent=" + sent + " delivered=" + delivered
                + " refused=" + refused + " messages=" + windowMessages + " bytes=" + windowBytes + " ns="
                + (toNs - fromNs) + " order=" + String.format("%016x", digest) + " daemon_us=" + daemonUs + " own_us="
                + ownUs;
    }
}
