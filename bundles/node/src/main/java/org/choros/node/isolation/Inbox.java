package org.choros.node.isolation;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Calls on their way to an engine, in their order. The ring thread adds, the engine's thread takes; nobody waits. The
 * bounds are those of {@link Limits}.
 */
final class Inbox {
    private final Queue<Callback> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong requestBytes = new AtomicLong();

    /** Adds a call; false when there is no room for one of its kind. */
    boolean add(Callback c) {
        switch (c.kind()) {
            case ORDERED -> {
                if (calls.get() >= Limits.CALLS_MAX || bytes.get() + c.bytes() > Limits.BYTES_MAX) {
                    return false;
                }
                calls.incrementAndGet();
                bytes.addAndGet(c.bytes());
            }
            case CLIENT -> {
                if (requests.get() >= Limits.REQUESTS_MAX
                        || requestBytes.get() + c.bytes() > Limits.REQUEST_BYTES_MAX) {
                    return false;
                }
                requests.incrementAndGet();
                requestBytes.addAndGet(c.bytes());
            }
            default -> {
                // there is at most one
            }
        }
        queue.add(c);
        return true;
    }

    /** Takes the next call, null when there is none; it counts until {@link #done}. */
    Callback poll() {
        return queue.poll();
    }

    void done(Callback c) {
        if (c.kind() == Callback.Kind.ORDERED) {
            calls.decrementAndGet();
            bytes.addAndGet(-c.bytes());
        } else if (c.kind() == Callback.Kind.CLIENT) {
            requests.decrementAndGet();
            requestBytes.addAndGet(-c.bytes());
        }
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** How many calls the engine is behind. */
    int lag() {
        return calls.get();
    }

    long lagBytes() {
        return bytes.get();
    }

    /** Whether so much waits that the engine's own messages had better wait, too: they come back here. */
    boolean isFilling() {
        return calls.get() > Limits.CALLS_MAX / 4 || bytes.get() > Limits.BYTES_MAX / 4;
    }

    /** Whether clients had better wait. */
    boolean isCrowded() {
        return requests.get() > Limits.REQUESTS_MAX / 2 || requestBytes.get() > Limits.REQUEST_BYTES_MAX / 2;
    }

    void clear() {
        for (Callback c = queue.poll(); c != null; c = queue.poll()) {
            done(c);
        }
    }
}
