package org.choros.client;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.base.RingId;
import org.choros.cpg.CpgChange;
import org.choros.cpg.CpgGroup;
import org.choros.cpg.CpgListener;
import org.choros.cpg.CpgMember;
import org.choros.cpg.CpgMessage;
import org.choros.cpg.CpgReason;
import org.choros.cpg.CpgView;
import org.choros.wire.ipc.CpgReply;
import org.choros.wire.ipc.CpgRequest;
import org.choros.wire.ipc.IpcMessage;

/** A group that a {@link CpgClient} has joined: sends its messages, long ones in parts, and hands on its events. */
final class JoinedGroup implements CpgGroup {
    // corosync's guarantee "agreed"; it orders everything so, whatever is asked
    private static final int AGREED = 2;
    // what the C library leaves of the longest request for headers
    private static final int HEADERS = 1024;
    private static final int PART_TRIES = 100;
    private static final long PART_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long FIRST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Connection connection;
    private final String name;
    private final CpgMember self;
    private final CpgListener listener;
    private final Consumer<JoinedGroup> forget;
    private final Assemblies assemblies = new Assemblies(MESSAGE_MAX);
    private final Turns sending;
    private final SendQueue queue;
    private ZeroCopyBuffer buffer;
    private boolean noBuffers;
    private volatile boolean left;

    JoinedGroup(Connection connection, String name, CpgMember self, CpgListener listener,
            Consumer<JoinedGroup> forget) {
        this.connection = connection;
        this.name = name;
        this.self = self;
        this.listener = listener;
        this.forget = forget;
        sending = new Turns(name);
        queue = new SendQueue(name, SEND_QUEUE_MESSAGES, SEND_QUEUE_BYTES, this::sendPatiently);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CpgMember self() {
        return self;
    }

    @Override
    public void mcast(byte[] message) throws ChorosException {
        checkSend(message);
        int timeoutMs = connection.timeoutMs();
        sending.begin(Deadline.inMs(timeoutMs));
        try {
            if (message.length > partLimit()) {
                mcastParts(message, timeoutMs);
            } else {
                connection.post(new CpgRequest.Mcast(AGREED, message));
            }
        } finally {
            sending.end();
        }
    }

    @Override
    public void mcastConfirmed(byte[] message) throws ChorosException {
        mcastConfirmed(message, connection.timeoutMs());
    }

    private void mcastConfirmed(byte[] message, int timeoutMs) throws ChorosException {
        checkSend(message);
        sending.begin(Deadline.inMs(timeoutMs));
        try {
            if (message.length > partLimit() || !hasBuffer(message.length, timeoutMs)) {
                mcastParts(message, timeoutMs);
            } else {
                buffer.send(connection, AGREED, message, timeoutMs);
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

    @Override
    public CompletableFuture<Void> send(byte[] message) {
        try {
            checkSend(message);
        } catch (ChorosException e) {
            return CompletableFuture.failedFuture(e);
        }
        return queue.send(message);
    }

    private void sendPatiently(byte[] message) throws ChorosException {
        long pauseNs = FIRST_PAUSE_NS;
        while (true) {
            if (!connection.blocked() || !connection.alive()) {
                try {
                    mcastConfirmed(message, 0);
                    return;
                } catch (ChorosException e) {
                    if (e.error() != CsError.TRY_AGAIN && e.error() != CsError.INTERRUPT) {
                        throw e;
                    }
                }
            }
            // libqb has no signal for the end of flow control, which is a word in shared memory
            LockSupport.parkNanos(pauseNs);
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
            smaller.free(connection, timeoutMs);
        }
        return true;
    }

    private void checkSend(byte[] message) throws ChorosException {
        if (left) {
            throw new ChorosException(CsError.NOT_EXIST, "we have left " + name);
        }
        if (message.length > MESSAGE_MAX) {
            throw new ChorosException(CsError.TOO_BIG, "a message of " + message.length + " bytes");
        }
    }

    private int partLimit() {
        return connection.longestRequest() - HEADERS;
    }

    private void mcastParts(byte[] message, int timeoutMs) throws ChorosException {
        // two parts at least, the last of a short message may be empty
        int limit = Math.min(partLimit(), Math.max(1, (message.length + 1) / 2));
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

    @Override
    public boolean blocked() {
        return connection.blocked();
    }

    @Override
    public void leave() throws ChorosException {
        if (left) {
            throw new ChorosException(CsError.NOT_EXIST, "we have left " + name);
        }
        connection.call(new CpgRequest.Leave(name, self.pid()));
        left = true;
        queue.end(CsError.NOT_EXIST);
    }

    /** Our connection was closed. */
    void closed() {
        queue.end(CsError.BAD_HANDLE);
    }

    /** Tells the listener; nodes tell what happens in our group only, and the rings. */
    void event(ByteBuffer message) {
        switch (IpcMessage.idOf(message)) {
            case CpgReply.Deliver.ID -> {
                CpgReply.Deliver event = CpgReply.Deliver.decode(message);
                if (event != null) {
                    CpgMember sender = new CpgMember(event.nodeId(), event.pid());
                    listener.delivered(new CpgMessage(event.group(), sender, event.message()));
                }
            }
            case CpgReply.PartialDeliver.ID -> part(CpgReply.PartialDeliver.decode(message));
            case CpgReply.Confchg.ID -> changed(CpgReply.Confchg.decode(message));
            case CpgReply.TotemConfchg.ID -> {
                CpgReply.TotemConfchg event = CpgReply.TotemConfchg.decode(message);
                if (event != null) {
                    listener.ring(new RingId(event.ringId().nodeId(), event.ringId().seq()), event.members());
                }
            }
            default -> {
                // an event of a newer node
            }
        }
    }

    private void part(CpgReply.PartialDeliver event) {
        if (event == null) {
            return;
        }
        CpgMember sender = new CpgMember(event.nodeId(), event.pid());
        byte[] whole = assemblies.add(sender, event.type(), event.length(), event.fragment());
        if (whole != null) {
            listener.delivered(new CpgMessage(event.group(), sender, whole));
        }
    }

    private void changed(CpgReply.Confchg event) {
        if (event == null) {
            return;
        }
        List<CpgMember> members = new ArrayList<>(event.members().size());
        for (CpgReply.Address a : event.members()) {
            members.add(new CpgMember(a.nodeId(), a.pid()));
        }
        List<CpgChange> gone = changes(event.left());
        for (CpgChange change : gone) {
            assemblies.drop(change.member());
        }
        listener.changed(new CpgView(event.group(), members, gone, changes(event.joined())));
        if (left && gone.stream().anyMatch(c -> c.member().equals(self))) {
            // nothing of this group is for us any more; another may be joined, where the node can do that
            forget.accept(this);
        }
    }

    private static List<CpgChange> changes(List<CpgReply.Address> list) {
        List<CpgChange> changes = new ArrayList<>(list.size());
        for (CpgReply.Address a : list) {
            changes.add(new CpgChange(new CpgMember(a.nodeId(), a.pid()), CpgReason.of(a.reason())));
        }
        return changes;
    }
}
