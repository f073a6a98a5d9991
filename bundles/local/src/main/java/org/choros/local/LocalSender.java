package org.choros.local;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.client.MessageSender;
import org.choros.cpg.CpgGroup;

/**
 * Sends the messages of one group: all go one way, in the order of the calls, through the queue of the session to the
 * ring thread, which hands them over while the node takes any.
 */
final class LocalSender implements MessageSender {
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final VarHandle DONE;
    private static final VarHandle DONE_BYTES;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            DONE = lookup.findVarHandle(LocalSender.class, "done", long.class);
            DONE_BYTES = lookup.findVarHandle(LocalSender.class, "doneBytes", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final SessionServer server;
    private final LocalSession session;
    private final String group;
    private final long timeoutNs;
    private final long tryAgainForNs;
    private final Completions completions;
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong begunBytes = new AtomicLong();
    private volatile CsError ended;
    // the ring thread's, for others to see
    private long done;
    private long doneBytes;

    /** One way to send. */
    @FunctionalInterface
    private interface Way {
        /** Answers OK, or why not. */
        CsError send(byte[] message);
    }

    LocalSender(SessionServer server, LocalSession session, String group, long timeoutNs, Duration tryAgainFor) {
        this.server = server;
        this.session = session;
        this.group = group;
        this.timeoutNs = timeoutNs;
        tryAgainForNs = TimeUnit.SECONDS.toNanos(tryAgainFor.getSeconds()) + tryAgainFor.getNano();
        completions = new Completions("choros-sent-" + Integer.toUnsignedString(session.pid()),
                () -> refusal() != null);
        session.onEnd(completions::wake);
    }

    @Override
    public void mcast(byte[] message) throws ChorosException {
        send(message, message.length > Outgoing.PIECE_MAX ? this::confirmed : this::posted);
    }

    @Override
    public void mcastConfirmed(byte[] message) throws ChorosException {
        send(message, this::confirmed);
    }

    private void send(byte[] message, Way way) throws ChorosException {
        server.checkThread();
        long start = System.nanoTime();
        CsError error = way.send(message);
        while (error == CsError.TRY_AGAIN && System.nanoTime() - start < tryAgainForNs
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, RETRY_NS);
            error = way.send(message);
        }
        if (error != CsError.OK) {
            throw new ChorosException(error, "send to " + group);
        }
    }

    private CsError posted(byte[] message) {
        CsError refusal = refusalNow(message);
        if (refusal != null) {
            return refusal;
        }
        return offer(Request.message(message.clone(), this, true, null)) ? CsError.OK : CsError.TRY_AGAIN;
    }

    private CsError confirmed(byte[] message) {
        CsError refusal = refusalNow(message);
        if (refusal != null) {
            return refusal;
        }
        Request request = Request.message(message.clone(), this, false, null);
        if (!offer(request)) {
            return CsError.TRY_AGAIN;
        }
        if (!request.await(timeoutNs == 0 ? Long.MAX_VALUE : timeoutNs)) {
            // not handed over any more, if it was not yet
            request.end(Thread.currentThread().isInterrupted() ? CsError.INTERRUPT : CsError.TIMEOUT);
        }
        return request.error();
    }

    @Override
    public CompletableFuture<Void> queued(byte[] message) {
        CsError refusal = message.length > CpgGroup.MESSAGE_MAX ? CsError.TOO_BIG : refusal();
        CompletableFuture<Void> future = new CompletableFuture<>();
        if (refusal == null) {
            Request request = Request.message(message, this, true, future);
            if (offer(request)) {
                completions.add(request);
                return future;
            }
            refusal = CsError.QUEUE_FULL;
        }
        future.completeExceptionally(new ChorosException(refusal, "send to " + group));
        return future;
    }

    private CsError refusalNow(byte[] message) {
        if (message.length > CpgGroup.MESSAGE_MAX) {
            return CsError.TOO_BIG;
        }
        CsError refusal = refusal();
        return refusal == null && session.flowLevel() > 0 ? CsError.TRY_AGAIN : refusal;
    }

    /** Why nothing is sent any more, or null. */
    private CsError refusal() {
        return ended == null ? session.ended() : ended;
    }

    /** Hands a message to the session if there is room; two that come at once may both be refused the last place. */
    private boolean offer(Request message) {
        long count = begun.incrementAndGet() - (long) DONE.getAcquire(this);
        long bytes = begunBytes.addAndGet(message.size()) - (long) DONE_BYTES.getAcquire(this);
        if (count > CpgGroup.SEND_QUEUE_MESSAGES || bytes > CpgGroup.SEND_QUEUE_BYTES) {
            begun.decrementAndGet();
            begunBytes.addAndGet(-message.size());
            return false;
        }
        session.offer(message);
        return true;
    }

    /** On the ring thread: a message is about to end, and waits no more. */
    void settled(Request message) {
        DONE.setRelease(this, done + 1);
        DONE_BYTES.setRelease(this, doneBytes + message.size());
    }

    /** Why what waits is not to be handed over any more, or null. */
    CsError over() {
        return ended;
    }

    @Override
    public void end(CsError why) {
        if (ended == null) {
            ended = why;
        }
        completions.wake();
    }
}
