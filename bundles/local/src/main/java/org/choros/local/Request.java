package org.choros.local;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

import org.choros.base.CsError;

/**
 * What an application's thread wants of the ring thread: a call of a service, or a message to a group. It ends once, by
 * whoever is first: the ring thread, the end of its connection, or who has no more patience.
 */
final class Request {
    private static final VarHandle RESULT;
    private static final VarHandle NEXT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            RESULT = lookup.findVarHandle(Request.class, "result", Object.class);
            NEXT = lookup.findVarHandle(Request.class, "next", Request.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final LocalSender sender;
    private final boolean patient;
    private final CompletableFuture<Void> future;
    private final int size;
    private ByteBuffer call;
    private byte[] message;
    private Request next;
    private volatile Object result;
    private volatile Thread waiter;

    private Request(ByteBuffer call, byte[] message, int size, LocalSender sender, boolean patient,
            CompletableFuture<Void> future) {
        this.call = call;
        this.message = message;
        this.size = size;
        this.sender = sender;
        this.patient = patient;
        this.future = future;
    }

    /** A call; it ends with its reply. */
    static Request call(ByteBuffer message) {
        return new Request(message, null, message.remaining(), null, false, null);
    }

    /**
     * A message; it ends with what cpg has said to it.
     *
     * @param message what to send, left alone until this has ended
     * @param sender whose message it is
     * @param patient whether it waits as long as the node takes none, and begins anew when it was interrupted
     * @param future who is told, or null; the ring thread only looks whether somebody else has completed it
     */
    static Request message(byte[] message, LocalSender sender, boolean patient, CompletableFuture<Void> future) {
        return new Request(null, message, message.length, sender, patient, future);
    }

    /** What a queue is made of when it is empty. */
    static Request none() {
        return new Request(null, null, 0, null, false, null);
    }

    ByteBuffer call() {
        return call;
    }

    /** What to send, or null for a call. */
    byte[] message() {
        return message;
    }

    /** Bytes of the call or the message. */
    int size() {
        return size;
    }

    LocalSender sender() {
        return sender;
    }

    boolean patient() {
        return patient;
    }

    CompletableFuture<Void> future() {
        return future;
    }

    /** Whether nobody wants it any more. */
    boolean over() {
        return result != null || future != null && future.isDone();
    }

    /** For the ring thread: it is dealt with, and the queue that still holds it holds nothing big. */
    void forget() {
        call = null;
        message = null;
    }

    void next(Request following) {
        NEXT.setRelease(this, following);
    }

    Request next() {
        return (Request) NEXT.getAcquire(this);
    }

    /** Ends it with a reply. */
    void end(ByteBuffer reply) {
        finish(reply);
    }

    /** Ends it, {@link CsError#OK} for well. */
    boolean end(CsError error) {
        return finish(error);
    }

    private boolean finish(Object with) {
        boolean first = RESULT.compareAndSet(this, null, with);
        Thread t = waiter;
        if (first && t != null) {
            LockSupport.unpark(t);
        }
        return first;
    }

    /**
     * Waits for its end.
     *
     * @param timeoutNs how long at most
     * @return whether it has ended; false also when this thread is interrupted, and stays so
     */
    boolean await(long timeoutNs) {
        long begun = System.nanoTime();
        waiter = Thread.currentThread();
        while (result == null) {
            long left = timeoutNs - (System.nanoTime() - begun);
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(this, left);
        }
        return true;
    }

    /** Waits for its end, whatever happens; for a thread of ours. */
    void await() {
        waiter = Thread.currentThread();
        while (result == null) {
            LockSupport.park(this);
            Thread.interrupted();
        }
    }

    /** The reply it ended with, or null. */
    ByteBuffer reply() {
        return result instanceof ByteBuffer reply ? reply : null;
    }

    /** The error it ended with; OK with a reply. */
    CsError error() {
        return result instanceof CsError error ? error : CsError.OK;
    }
}
