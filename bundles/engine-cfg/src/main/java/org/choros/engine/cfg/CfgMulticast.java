package org.choros.engine.cfg;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.log.LogLevel;
import org.choros.wire.exec.ExecMessage;

/**
 * The way out for cfg's messages: what the full queue of the ring does not take waits here, in order, at most
 * {@value #MAX} of them; a decision to shut down must not get lost because the ring is busy.
 */
final class CfgMulticast {
    static final int MAX = 64;
    private static final long RETRY_NS = 10_000_000;

    private final EngineContext context;
    private final Queue<ByteBuffer> waiting = new ArrayDeque<>();
    private long retryNs = ServiceEngine.NO_DEADLINE;

    CfgMulticast(EngineContext context) {
        this.context = context;
    }

    /**
     * Sends now or as soon as there is room.
     *
     * @param message the message
     * @param nowNs the time
     * @return false when too many wait already: nothing was taken
     */
    boolean send(ExecMessage message, long nowNs) {
        if (waiting.isEmpty() && context.multicast(message.encode())) {
            return true;
        }
        if (waiting.size() >= MAX) {
            context.log(LogLevel.ERROR, "CFG", "Unable to send " + message + ": the queue is full");
            return false;
        }
        waiting.add(message.encode());
        retryNs = nowNs + RETRY_NS;
        return true;
    }

    void onDeadline(long nowNs) {
        if (retryNs > nowNs) {
            return;
        }
        retryNs = ServiceEngine.NO_DEADLINE;
        while (!waiting.isEmpty()) {
            if (!context.multicast(waiting.peek().rewind())) {
                retryNs = nowNs + RETRY_NS;
                return;
            }
            waiting.remove();
        }
    }

    long nextDeadlineNs() {
        return retryNs;
    }
}
