package org.choros.engine.cpg;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Queue;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.ServiceEngine;

/**
 * The way out for what clients send: in order, and what the full queue of the ring does not take waits here, as what
 * comes in a synchronisation does. A leave always finds room; anything else only while less than {@value #MESSAGES_MAX}
 * messages and {@value #BYTES_MAX} bytes wait.
 */
final class CpgMulticast {
    static final int MESSAGES_MAX = 256;
    static final int BYTES_MAX = 4 << 20;
    private static final long RETRY_NS = 1_000_000;

    private final EngineContext context;
    private final Queue<ByteBuffer> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private long retryNs = ServiceEngine.NO_DEADLINE;

    CpgMulticast(EngineContext context) {
        this.context = context;
    }

    /**
     * Sends now or as soon as there is room.
     *
     * @param message the message, position to limit; copied
     * @param nowNs the time
     * @return false when too much waits already: nothing was taken
     */
    boolean send(ByteBuffer message, long nowNs) {
        if (sendNow(message)) {
            return true;
        }
        if (waiting.size() >= MESSAGES_MAX || waitingBytes + message.remaining() > BYTES_MAX) {
            return false;
        }
        keep(message, nowNs);
        return true;
    }

    /** Sends now or as soon as there is room, whatever waits: for what must not get lost, once a client. */
    void sendSurely(ByteBuffer message, long nowNs) {
        if (!sendNow(message)) {
            keep(message, nowNs);
        }
    }

    private boolean sendNow(ByteBuffer message) {
        // What is sent in a synchronisation overtakes what was sent before it. A leave that overtakes the join of its
        // process, or the list that still names it, leaves a ghost: a member that nobody takes out.
        return !context.synchronising() && waiting.isEmpty() && context.multicast(message);
    }

    private void keep(ByteBuffer message, long nowNs) {
        ByteBuffer copy = ByteBuffer.allocate(message.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        copy.put(message.duplicate()).flip();
        waiting.add(copy);
        waitingBytes += copy.remaining();
        retryNs = nowNs + RETRY_NS;
    }

    /** Tries again, if the node does not synchronise. */
    void onDeadline(long nowNs) {
        if (retryNs > nowNs) {
            return;
        }
        if (context.synchronising()) {
            retryNs = nowNs + RETRY_NS;
        } else {
            flush(nowNs);
        }
    }

    /** Sends what waits, as far as there is room. */
    void flush(long nowNs) {
        retryNs = ServiceEngine.NO_DEADLINE;
        while (!waiting.isEmpty()) {
            ByteBuffer first = waiting.peek();
            if (!context.multicast(first.rewind())) {
                retryNs = nowNs + RETRY_NS;
                return;
            }
            waiting.remove();
            waitingBytes -= first.limit();
        }
    }

    /** Whether something waits. */
    boolean isBacklogged() {
        return !waiting.isEmpty();
    }

    long nextDeadlineNs() {
        return retryNs;
    }
}
