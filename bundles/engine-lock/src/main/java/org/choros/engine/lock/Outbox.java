package org.choros.engine.lock;

import java.util.ArrayDeque;
import java.util.Deque;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.ServiceEngine;

/**
 * The way to the other engines: in order, never within a synchronisation, and what the ring's full queue does not take
 * waits here. Only requests for locks are ever refused; of what gives something back there is at most one for each.
 */
final class Outbox {
    /** So many messages may wait before requests are refused. */
    static final int FULL = 8_192;
    private static final long RETRY_NS = 1_000_000;

    private final EngineContext context;
    private final Deque<LockMessage> waiting = new ArrayDeque<>();
    private long retryNs = ServiceEngine.NO_DEADLINE;

    Outbox(EngineContext context) {
        this.context = context;
    }

    boolean isFull() {
        return waiting.size() >= FULL;
    }

    void send(LockMessage message, long nowNs) {
        // What is sent in a synchronisation overtakes what was sent before it: a release would overtake its request.
        if (context.synchronising() || !waiting.isEmpty() || !context.multicast(message.encode())) {
            waiting.add(message);
            retryNs = context.synchronising() ? ServiceEngine.NO_DEADLINE : nowNs + RETRY_NS;
        }
    }

    /** Sends what waits, as far as there is room; when a synchronisation is over, and at the deadline. */
    void flush(long nowNs) {
        retryNs = ServiceEngine.NO_DEADLINE;
        while (!waiting.isEmpty() && !context.synchronising()) {
            if (!context.multicast(waiting.peek().encode())) {
                retryNs = nowNs + RETRY_NS;
                return;
            }
            waiting.remove();
        }
    }

    /** The others have another table: what was given back is said all the same, the rest is not true any more. */
    void keepReleases() {
        waiting.removeIf(m -> !(m instanceof LockMessage.Release));
    }

    long deadlineNs() {
        return retryNs;
    }
}
