package org.choros.node.services;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.function.Predicate;

import org.choros.spi.engine.ClientSession;

/**
 * Requests that cannot be refused, because nobody waits for an answer, and cannot be taken now: they wait, in the order
 * of their coming, and so does whatever their clients send behind them. Flow control keeps nearly everything out of
 * here: one request waits, and the first one of each client that connects meanwhile; at most {@value #REQUESTS_MAX}
 * requests of {@value #BYTES_MAX} bytes. For the ring thread.
 */
final class HeldRequests {
    static final int REQUESTS_MAX = 1024;
    static final int BYTES_MAX = 4 << 20;

    /**
     * One request.
     *
     * @param service whose it is
     * @param session who sent it
     * @param request a copy, from position 0
     */
    record Held(int service, ClientSession session, ByteBuffer request) {
    }

    private final Queue<Held> waiting = new ArrayDeque<>();
    private long bytes;

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    boolean holdsService(int service) {
        return holds(null, service);
    }

    boolean holdsSession(ClientSession session) {
        return holds(session, 0);
    }

    private boolean holds(ClientSession session, int service) {
        // asked at every request: without an iterator when there is nothing
        if (waiting.isEmpty()) {
            return false;
        }
        for (Held h : waiting) {
            if (session == null ? h.service == service : h.session == session) {
                return true;
            }
        }
        return false;
    }

    /** Keeps a copy; false when there is no room for it. */
    boolean add(int service, ClientSession session, ByteBuffer request) {
        int length = request.remaining();
        if (waiting.size() >= REQUESTS_MAX || bytes + length > BYTES_MAX) {
            return false;
        }
        ByteBuffer copy = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        copy.put(0, request, request.position(), length);
        waiting.add(new Held(service, session, copy));
        bytes += length;
        return true;
    }

    Held first() {
        return waiting.peek();
    }

    void removeFirst() {
        bytes -= waiting.remove().request.capacity();
    }

    /** A client is gone, or was sent away: nothing of it happens any more. */
    void forget(ClientSession session) {
        removeIf(h -> h.session == session);
    }

    /** A service is gone. */
    void forget(int service) {
        removeIf(h -> h.service == service);
    }

    private void removeIf(Predicate<Held> gone) {
        for (Iterator<Held> i = waiting.iterator(); i.hasNext();) {
            Held h = i.next();
            if (gone.test(h)) {
                bytes -= h.request.capacity();
                i.remove();
            }
        }
    }
}
