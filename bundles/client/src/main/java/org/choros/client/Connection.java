package org.choros.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.wire.ipc.BareReply;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;

/**
 * A connection to one service of a node, from its set-up to its end. Calls of several threads go one after the other;
 * events are fetched beside them.
 */
final class Connection {
    private static final long SLICE_NS = 250_000_000L;

    private final String service;
    private final Channel channel;
    private final Turns calls;
    private final Object events = new Object();
    private int lateReplies;
    private volatile int timeoutMs;
    private volatile boolean closed;
    private volatile boolean broken;
    private volatile boolean over;
    private boolean released;

    Connection(String service, int timeoutMs, Channel channel) {
        this.service = service;
        this.timeoutMs = timeoutMs;
        this.channel = channel;
        calls = new Turns(service);
    }

    /**
     * Calls the service.
     *
     * @return the reply, which says success
     * @throws ChorosException what the reply says, or TIMEOUT, TRY_AGAIN, LIBRARY of the connection
     */
    ByteBuffer call(IpcMessage request) throws ChorosException {
        ByteBuffer reply = exchange(request);
        int error = IpcMessage.errorOf(reply);
        if (error != IpcError.OK) {
            throw new ChorosException(CsError.of(error), service + " refuses request " + request.id());
        }
        return reply;
    }

    /** Calls the service and lets the caller judge the reply's error. */
    ByteBuffer exchange(IpcMessage request) throws ChorosException {
        return exchange(request, Channel.BLOCKED);
    }

    /** Calls the service unless its flow control is at most this high; lets the caller judge the reply's error. */
    ByteBuffer exchange(IpcMessage request, int blockedUpTo) throws ChorosException {
        return exchange(request, blockedUpTo, timeoutMs);
    }

    /** Does so within a time, 0 without limit, in which other calls are waited for, too. */
    ByteBuffer exchange(IpcMessage request, int blockedUpTo, int limitMs) throws ChorosException {
        Deadline deadline = Deadline.inMs(limitMs);
        calls.begin(deadline);
        try {
            checkOpen();
            channel.send(request.encode(), blockedUpTo);
            lateReplies++;
            while (true) {
                ByteBuffer reply = receive(deadline);
                lateReplies--;
                if (lateReplies == 0) {
                    return checked(reply);
                }
                // the answer to a call that had run out of time
            }
        } catch (IOException | InternalError | ChorosException e) {
            throw failure(e);
        } finally {
            calls.end();
        }
    }

    /** Sends a request that is not answered, unless the node's flow control is above 0. */
    void post(IpcMessage request) throws ChorosException {
        calls.begin(Deadline.inMs(timeoutMs));
        try {
            checkOpen();
            channel.send(request.encode(), Channel.BLOCKED_HARD);
        } catch (IOException | InternalError | ChorosException e) {
            throw failure(e);
        } finally {
            calls.end();
        }
    }

    /** What to tell of a failure; one that belongs to the end of the connection ends it for all. */
    private ChorosException failure(Throwable e) {
        if (closed) {
            return closedError();
        }
        if (e instanceof ChorosException own) {
            broken |= own.error() == CsError.LIBRARY;
            return own;
        }
        broken = true;
        return new ChorosException(CsError.LIBRARY, service, e);
    }

    private ChorosException closedError() {
        return new ChorosException(CsError.BAD_HANDLE, service + " is closed");
    }

    /** Whether the node's flow control is above 0, or it is gone. */
    boolean blocked() {
        try {
            return !connected() || channel.flowControl() > 0;
        } catch (InternalError e) {
            broken = true;
            return true;
        }
    }

    /**
     * Whether the node is there: asks the kernel, without a call that the node would have to answer.
     *
     * @throws ChorosException TIMEOUT when other calls keep us from asking
     */
    boolean alive() throws ChorosException {
        calls.begin(Deadline.inMs(timeoutMs));
        try {
            broken |= connected() && channel.hungUp();
            return connected();
        } catch (IOException e) {
            broken = true;
            return false;
        } finally {
            calls.end();
        }
    }

    /** Does not trust it any more. */
    void giveUp() {
        broken = true;
    }

    /** How long a call may take, 0 without limit. */
    int timeoutMs() {
        return timeoutMs;
    }

    void timeoutMs(int limitMs) {
        timeoutMs = limitMs;
    }

    /** The process id by which groups know us. */
    int pid() {
        return channel.pid();
    }

    /** Whether the node understands every request. */
    boolean knowsAll() {
        return channel.knowsAll();
    }

    /** A listener has thrown; whether that was taken care of. */
    boolean endures(Throwable failure) {
        return channel.endures(failure);
    }

    /** Makes the sender of a group that is joined over this. */
    MessageSender sender(String group, Duration tryAgainFor) {
        MessageSender own = channel.sender(group, tryAgainFor);
        return own == null ? new GroupSender(this, group, tryAgainFor) : own;
    }

    int longestRequest() {
        return channel.longestRequest();
    }

    private ByteBuffer receive(Deadline deadline) throws ChorosException, IOException {
        while (true) {
            ByteBuffer reply = channel.receive(deadline.leftNs(SLICE_NS));
            if (reply != null) {
                return reply;
            }
            checkOpen();
            if (deadline.passed()) {
                throw new ChorosException(CsError.TIMEOUT, service + " does not answer");
            }
        }
    }

    private ByteBuffer checked(ByteBuffer reply) throws ChorosException {
        if (BareReply.decode(reply) == null) {
            throw malformed();
        }
        return reply;
    }

    ChorosException malformed() {
        return new ChorosException(CsError.LIBRARY, service + " sent a malformed message");
    }

    /** A decoded reply, or the error that it could not be decoded. */
    <T> T decoded(T reply) throws ChorosException {
        if (reply == null) {
            throw malformed();
        }
        return reply;
    }

    private void checkOpen() throws ChorosException {
        if (closed) {
            throw closedError();
        }
        if (broken) {
            throw new ChorosException(CsError.LIBRARY, service + " is disconnected");
        }
    }

    /**
     * Waits for an event and hands it on, and all others that are there.
     *
     * @param one whether to leave the others
     */
    int dispatch(int waitMs, boolean one, ServiceState state) throws ChorosException {
        int count = 0;
        ByteBuffer event = next(waitMs);
        while (event != null) {
            state.event(event);
            count++;
            event = closed || one ? null : next(0);
        }
        return count;
    }

    /** The next event; who finds the connection broken still hands on those that came before its end. */
    private ByteBuffer next(int waitMs) throws ChorosException {
        synchronized (events) {
            if (closed || over) {
                checkOpen();
            }
            try {
                ByteBuffer event = channel.event(broken ? 0 : waitMs);
                if (event == null && broken) {
                    checkOpen();
                }
                return event == null ? null : checked(event);
            } catch (IOException | InternalError | ChorosException e) {
                over = true;
                broken = true;
                throw failure(e);
            }
        }
    }

    /** Whether no events can come any more. */
    boolean over() {
        return closed || over;
    }

    int fd() {
        return channel.eventFd();
    }

    boolean connected() {
        return !closed && !broken;
    }

    /** Ends the connection; calls that wait fail. */
    void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            // wakes whoever waits; the locks are free soon
            channel.hangUp();
        }
        calls.begin();
        try {
            synchronized (events) {
                if (!released) {
                    released = true;
                    channel.close(broken);
                }
            }
        } finally {
            calls.end();
        }
    }
}
