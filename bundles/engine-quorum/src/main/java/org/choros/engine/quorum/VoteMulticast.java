package org.choros.engine.quorum;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.log.LogLevel;
import org.choros.wire.exec.ExecMessage;

/**
 * The way out for votequorum's messages: what the full queue of the ring does not take waits here, in order. At
 * {@value #MAX} waiting messages the next one is dropped and logged; every membership change tells everything anew.
 */
final class VoteMulticast {
    static final int MAX = 64;
    private static final long RETRY_NS = 10_000_000;

    private final EngineContext context;
    private final Queue<ByteBuffer> waiting = new ArrayDeque<>();
    private long retryNs = ServiceEngine.NO_DEADLINE;

    VoteMulticast(EngineContext context) {
        this.context = context;
    }

    /** Sends now or as soon as there is room. */
    void send(ExecMessage message, long nowNs) {
        if (offer(message)) {
            return;
        }
        if (waiting.size() >= MAX) {
            context.log(LogLevel.ERROR, "VOTEQ", "Unable to send " + message + ": the queue is full");
            return;
        }
        waiting.add(message.encode());
        retryNs = nowNs + RETRY_NS;
    }

    /**
     * Sends now or not at all.
     *
     * @param message the message
     * @return whether it was taken
     */
    boolean offer(ExecMessage message) {
        return waiting.isEmpty() && context.multicast(message.encode());
    }

    /**
     * Sends what waits.
     *
     * @param nowNs the time
     * @return whether nothing is left
     */
    boolean flush(long nowNs) {
        while (!waiting.isEmpty()) {
            if (!context.multicast(waiting.peek().rewind())) {
                retryNs = nowNs + RETRY_NS;
                return false;
            }
            waiting.remove();
        }
        retryNs = ServiceEngine.NO_DEADLINE;
        return true;
    }

    long nextDeadlineNs() {
        return retryNs;
    }
}
