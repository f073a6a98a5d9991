package org.choros.local;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Requests of any threads on their way to the ring thread, linked into each other. Neither side ever waits for the
 * other.
 */
final class RequestQueue {
    private static final VarHandle LAST;

    static {
        try {
            LAST = MethodHandles.lookup().findVarHandle(RequestQueue.class, "last", Request.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The one that was taken last; for the ring thread. */
    private Request taken = Request.none();
    private volatile Request last = taken;

    /** For any thread. */
    void add(Request request) {
        Request before = (Request) LAST.getAndSet(this, request);
        before.next(request);
    }

    /**
     * For the ring thread.
     *
     * @return the next one; null when there is none, or one is just being added by somebody who wakes us after it
     */
    Request poll() {
        Request next = taken.next();
        if (next != null) {
            taken = next;
        }
        return next;
    }
}
