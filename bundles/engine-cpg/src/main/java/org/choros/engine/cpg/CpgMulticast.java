package org.choros.engine.cpg;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Queue;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.ServiceEngine;

/**
 * The way out for what clients send: in order, and what the full queue of the ring does not take waits here. A leave
 * always finds room; anything else only while less than {@value #MESSAGES_MAX} messages and {@value #BYTES_MAX} bytes
 * wait.
 */
final class CpgMulticast {
    static final int MESSAGES_MAX = 256;
    static final int BYTES_MAX = 4 << 20;
    private static final long RETRY_NS = 1_000_000;

    private final EngineContext context;
    private final Queue<ByteBuffer> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean held;
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
        return !held && waiting.isEmpty() && context.multicast(message);
    }

    private void keep(ByteBuffer message, long nowNs) {
        ByteBuffer copy = ByteBuffer.allocate(message.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        copy.put(message.duplicate()).flip();
        waiting.add(copy);
        waitingBytes += copy.remaining();
        retryNs = nowNs + RETRY_NS;
    }

    /**
     * Keeps everything back until {@link #release}. A leave that overtakes the synchronisation would be followed by the
     * list that still names the process: a ghost on nodes that do not expect it.
     */
    void hold() {
        held = true;
    }

    void release(long nowNs) {
        held = false;
        flush(nowNs);
    }

    void flush(long nowNs) {
        retryNs = ServiceEngine.NO_DEADLINE;
        while (!held && !waiting.isEmpty()) {
            ByteBuffer first = waiting.peek();
            if (!context.multicast(first.rewind())) {
                retryNs = nowNs + RETRY_NS;
                return;
            }
            waiting.remove();
            waitingBytes -= first.limit();
        }
    }

    long nextDeadlineNs() {
        return held ? ServiceEngine.NO_DEADLINE : retryNs;
    }
}
