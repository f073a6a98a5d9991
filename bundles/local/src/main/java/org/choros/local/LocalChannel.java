package org.choros.local;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.client.Channel;
import org.choros.client.MessageSender;
import org.choros.wire.ipc.CfgRequest;
import org.choros.wire.ipc.CmapRequest;
import org.choros.wire.ipc.CpgRequest;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;
import org.choros.wire.ipc.IpcService;
import org.choros.wire.ipc.QuorumRequest;
import org.choros.wire.ipc.VoteQuorumRequest;

/** The program's end of a {@link LocalSession}. */
final class LocalChannel implements Channel {
    private final SessionServer server;
    private final LocalSession session;
    private final long timeoutNs;
    /** Null for one that is not corosync's. */
    private final IpcService known;
    private Request call;
    private boolean asksForEvents;
    private boolean listening;

    /**
     * @param server whose session it is
     * @param session the session
     * @param timeoutNs how long the confirmation of a message may take, 0 without limit
     */
    LocalChannel(SessionServer server, LocalSession session, long timeoutNs) {
        this.server = server;
        this.session = session;
        this.timeoutNs = timeoutNs;
        known = IpcService.of(session.service());
        if (known == null) {
            session.listen(true);
        }
    }

    @Override
    public void send(ByteBuffer message, int blockedUpTo) throws ChorosException {
        server.checkThread();
        if (session.flowLevel() > 0 && session.flowLevel() <= blockedUpTo) {
            throw new ChorosException(CsError.TRY_AGAIN, "the node takes no requests");
        }
        asksForEvents = asksForEvents(message);
        if (asksForEvents) {
            session.listen(true);
        }
        ByteBuffer copy = ByteBuffer.allocate(message.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        call = Request.call(copy.put(0, message, message.position(), message.remaining()));
        session.offer(call);
    }

    /** Before such a request nobody is told anything, and nothing is kept for him. */
    private boolean asksForEvents(ByteBuffer message) {
        int id = IpcMessage.idOf(message);
        if (known == null) {
            // of an engine that we know nothing of: its clients take their events from the beginning on
            return false;
        }
        return switch (known) {
            case CPG -> id == CpgRequest.Join.ID;
            case CMAP -> id == CmapRequest.TrackAdd.ID;
            case CFG -> id == CfgRequest.TrackStart.ID;
            case QUORUM -> id == QuorumRequest.TrackStart.ID;
            case VOTEQUORUM -> id == VoteQuorumRequest.TrackStart.ID;
        };
    }

    @Override
    public int flowControl() {
        return session.ended() == null ? session.flowLevel() : BLOCKED_HARD;
    }

    @Override
    public boolean hungUp() {
        return session.ended() != null;
    }

    @Override
    public int longestRequest() {
        return IpcMessage.MAX_SIZE;
    }

    @Override
    public ByteBuffer receive(long timeoutNs) throws ChorosException {
        Request waiting = call;
        if (!waiting.await(timeoutNs)) {
            if (Thread.currentThread().isInterrupted()) {
                throw new ChorosException(CsError.INTERRUPT, session.service());
            }
            return null;
        }
        ByteBuffer reply = waiting.reply();
        if (asksForEvents) {
            listening |= reply != null && IpcMessage.errorOf(reply) == IpcError.OK;
            session.listen(listening);
        }
        if (reply == null) {
            throw new ChorosException(waiting.error(), session.service() + " is disconnected");
        }
        return reply;
    }

    @Override
    public ByteBuffer event(int timeoutMs) throws ChorosException {
        ByteBuffer event = session.take(timeoutMs < 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(timeoutMs));
        if (event == null && session.ended() != null) {
            throw new ChorosException(session.ended(), session.service() + " is disconnected");
        }
        return event;
    }

    @Override
    public int eventFd() {
        return -1;
    }

    @Override
    public void hangUp() {
        session.close();
    }

    @Override
    public void close(boolean broken) {
        // the session has ended, and holds nothing
    }

    @Override
    public int pid() {
        return session.pid();
    }

    @Override
    public boolean knowsAll() {
        return true;
    }

    @Override
    public boolean endures(Throwable failure) {
        server.listenerFailed(session, failure);
        return true;
    }

    @Override
    public MessageSender sender(String group, Duration tryAgainFor) {
        return new LocalSender(server, session, group, timeoutNs, tryAgainFor);
    }
}
