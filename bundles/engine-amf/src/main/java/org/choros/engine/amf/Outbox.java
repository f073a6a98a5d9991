package org.choros.engine.amf;

import java.util.ArrayDeque;
import java.util.Deque;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.ServiceEngine;

/** Messages on their way to the ring: what its queue does not take now waits, in order. */
final class Outbox {
    private static final long RETRY_NS = 20_000_000L;
    private static final int MAX = 4096;

    private final EngineContext context;
    private final Deque<AmfMessage> waiting = new ArrayDeque<>();
    private long retryNs = ServiceEngine.NO_DEADLINE;

    Outbox(EngineContext context) {
        this.context = context;
    }

    /** Sends it, now or later; false when too many wait. */
    boolean send(AmfMessage message, long nowNs) {
        if (waiting.size() >= MAX) {
            return false;
        }
        waiting.add(message);
        flush(nowNs);
        return true;
    }

    /** Whether it is worth saying on any ring, and nobody makes it again. */
    static boolean holds(AmfMessage m) {
        return m instanceof AmfMessage.Operate || m instanceof DeclarationMessage d && !d.byBundle()
                || m instanceof AmfMessage.Over o && o.node() != 0;
    }

    /** Another ring: reports and words about the last one are void, and made again; who was fenced was fenced. */
    void clear() {
        waiting.removeIf(m -> !holds(m));
    }

    /** Sends what waits, as far as there is room; when a synchronisation is over, and at the deadline. */
    void flush(long nowNs) {
        retryNs = ServiceEngine.NO_DEADLINE;
        while (!waiting.isEmpty() && !context.synchronising()) {
            if (!context.multicast(waiting.peek().encode(context.ring()))) {
                retryNs = nowNs + RETRY_NS;
                return;
            }
            waiting.remove();
        }
    }

    long deadlineNs() {
        return retryNs;
    }
}
