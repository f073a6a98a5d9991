package org.choros.client;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.cpg.CpgGroup;
import org.choros.wire.ipc.CpgRequest;
import org.choros.wire.ipc.IpcMessage;

/** Sends the messages of a group over the connection on which it was joined, long ones in parts. */
final class GroupSender implements MessageSender {
    // corosync's guarantee "agreed"; it orders everything so, whatever is asked
    static final int AGREED = 2;
    // what the C library leaves of the longest request for headers
    private static final int HEADERS = 1024;
    private static final int PART_TRIES = 100;
    private static final long PART_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long FIRST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Connection connection;
    private final String group;
    private final Duration tryAgainFor;
    private final Turns sending;
    private final SendQueue queue;
    private ZeroCopyBuffer buffer;
    private boolean noBuffers;
    private volatile boolean left;

    /** One way to send. */
    @FunctionalInterface
    private interface Way {
        void send(byte[] message) throws ChorosException;
    }

    GroupSender(Connection connection, String group, Duration tryAgainFor) {
        this.connection = connection;
        this.group = group;
        this.tryAgainFor = tryAgainFor;
        sending = new Turns(group);
        queue = new SendQueue(group, CpgGroup.SEND_QUEUE_MESSAGES, CpgGroup.SEND_QUEUE_BYTES, this::sendPatiently);
    }

    static int atomicMax(Connection connection) {
        return connection.longestRequest() - HEADERS;
    }

    @Override
    public void mcast(byte[] message) throws ChorosException {
        send(message, this::mcastOnce);
    }

    @Override
    public void mcastConfirmed(byte[] message) throws ChorosException {
        send(message, m -> confirmed(m, connection.timeoutMs()));
    }

    private void send(byte[] message, Way way) throws ChorosException {
        Patience patience = new Patience(tryAgainFor);
        while (true) {
            try {
                way.send(message);
                return;
            } catch (ChorosException e) {
                if (e.error() != CsError.TRY_AGAIN || !patience.pause()) {
                    throw e;
                }
            }
        }
    }

    @Override
    public CompletableFuture<Void> queued(byte[] message) {
        try {
            check(message);
        } catch (ChorosException e) {
            return CompletableFuture.failedFuture(e);
        }
        return queue.send(message);
    }

    @Override
    public void end(CsError why) {
        left |= why == CsError.NOT_EXIST;
        queue.end(why);
    }

    private void check(byte[] message) throws ChorosException {
        if (left) {
            throw new ChorosException(CsError.NOT_EXIST, "we have left " + group);
        }
        if (message.length > CpgGroup.MESSAGE_MAX) {
            throw new ChorosException(CsError.TOO_BIG, "a message of " + message.length + " bytes");
        }
    }

    private void mcastOnce(byte[] message) throws ChorosException {
        check(message);
        int timeoutMs = connection.timeoutMs();
        sending.begin(Deadline.inMs(timeoutMs));
        try {
            if (message.length > atomicMax(connection)) {
                inParts(message, timeoutMs);
            } else {
                connection.post(new CpgRequest.Mcast(AGREED, message));
            }
        } finally {
            sending.end();
        }
    }

    private void confirmed(byte[] message, int timeoutMs) throws ChorosException {
        check(message);
        sending.begin(Deadline.inMs(timeoutMs));
        try {
            if (message.length > atomicMax(connection) || !hasBuffer(message.length, timeoutMs)) {
                inParts(message, timeoutMs);
            } else {
                buffer.send(message, timeoutMs);
            }
        } catch (ChorosException e) {
            if (e.error() == CsError.TIMEOUT) {
                // until there is an answer it belongs to the node
                buffer = null;
            }
            throw e;
        } finally {
            sending.end();
        }
    }

    /** However long it takes: an answer that has not come yet must not be taken for none. */
    private void sendPatiently(byte[] message) throws ChorosException {
        long pauseNs = FIRST_PAUSE_NS;
        while (true) {
            check(message);
            // who is gone says so when it is asked
            if (!connection.blocked() || !connection.alive()) {
                try {
                    confirmed(message, 0);
                    return;
                } catch (ChorosException e) {
                    if (e.error() != CsError.TRY_AGAIN && e.error() != CsError.INTERRUPT) {
                        throw e;
                    }
                }
            }
            // libqb has no signal for the end of flow control, which is a word in shared memory
            LockSupport.parkNanos(this, pauseNs);
            pauseNs = Math.min(LONGEST_PAUSE_NS, 2 * pauseNs);
        }
    }

    /** Whether there is shared memory for so many bytes; a node that has none says so once. */
    private boolean hasBuffer(int length, int timeoutMs) throws ChorosException {
        if (noBuffers) {
            return false;
        }
        if (buffer != null && buffer.capacity() >= length) {
            return true;
        }
        ZeroCopyBuffer smaller = buffer;
        try {
            buffer = ZeroCopyBuffer.allocate(connection, length, timeoutMs);
        } catch (ChorosException e) {
            if (e.error() == CsError.NOT_SUPPORTED) {
                noBuffers = true;
                return false;
            }
            throw e;
        }
        if (smaller != null) {
            smaller.free(timeoutMs);
        }
        return true;
    }

    private void inParts(byte[] message, int timeoutMs) throws ChorosException {
        // two parts at least, the last of a short message may be empty
        int limit = Math.min(atomicMax(connection), Math.max(1, (message.length + 1) / 2));
        int parts = Math.max(2, (int) (((long) message.length + limit - 1) / limit));
        for (int i = 0; i < parts; i++) {
            int type = i == 0 ? CpgRequest.FIRST : CpgRequest.MIDDLE;
            if (i == parts - 1) {
                type = CpgRequest.LAST;
            }
            int at = (int) Math.min(message.length, (long) i * limit);
            int end = Math.min(message.length, at + limit);
            CpgRequest part = new CpgRequest.PartialMcast(AGREED, message.length, type,
                    Arrays.copyOfRange(message, at, end));
            int error = IpcMessage.errorOf(sendPart(part, i > 0, timeoutMs));
            if (error != CsError.OK.code()) {
                throw new ChorosException(CsError.of(error), "cpg refuses a part of a message");
            }
        }
    }

    /** A part that flow control stops is sent later if others have gone before it, as they would be in vain. */
    private ByteBuffer sendPart(CpgRequest part, boolean begun, int timeoutMs) throws ChorosException {
        for (int i = 1; begun && i < PART_TRIES && connection.blocked(); i++) {
            LockSupport.parkNanos(PART_PAUSE_NS);
        }
        return connection.exchange(part, Channel.BLOCKED_HARD, timeoutMs);
    }
}
