package org.choros.ipc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

import org.choros.posix.Errno;
import org.choros.posix.StreamSocket;
import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.SessionStatistics;
import org.choros.spi.engine.SharedMemory;
import org.choros.spi.log.LogLevel;
import org.choros.wire.qb.QbHeader;

/** One connected client: takes its requests in fair turns, sends it responses and events in order. Ring thread only. */
final class Session implements ClientSession {
    /** Requests taken in one turn. */
    static final int TURN_REQUESTS = 32;
    /** Bytes of requests after which a turn ends. */
    static final int TURN_BYTES = 256 * 1024;
    /** Events kept for a client that does not take them. */
    static final int MAX_EVENTS = 65_536;
    /** Bytes of events kept for a client that does not take them. */
    static final long MAX_EVENT_BYTES = 32L << 20;
    /** Responses kept; while there is one no request is read, so only deferred ones add up. */
    static final int MAX_RESPONSES = 64;
    static final long MAX_RESPONSE_BYTES = 8L << 20;

    private final ServerCore core;
    private final ServicePort port;
    private final StreamSocket stream;
    private final Channel channel;
    private final Kernel.Folder folder;
    private final Client client;
    private final long id;
    private final boolean announced;
    private final Outbox responses = new Outbox(MAX_RESPONSES, MAX_RESPONSE_BYTES);
    private final Outbox events = new Outbox(MAX_EVENTS, MAX_EVENT_BYTES);
    private final Runnable turn = this::turn;
    private Watch streamWatch;
    private Watch requestWatch;
    private Object attachment;
    private int pending;
    private boolean turnQueued;
    private boolean settleQueued;
    private boolean connected;
    private boolean closed;
    private boolean told;
    private boolean disregarded;
    private int flowLevel;
    private long flowCount;
    private long requestCount;
    private long responseCount;
    private long eventCount;
    private long queuedCount;
    private long unqueuedCount;
    private long sendRetries;
    private long recvRetries;

    Session(ServerCore core, ServicePort port, StreamSocket stream, Channel channel, Kernel.Folder folder,
            Client client, long id) {
        this.core = core;
        this.port = port;
        this.stream = stream;
        this.channel = channel;
        this.folder = folder;
        this.client = client;
        this.id = id;
        this.announced = channel.requests(stream) == stream.fd();
    }

    /** The set-up response is out: begin to listen. */
    void open() {
        try {
            streamWatch = core.reactor().watch(stream.fd(), listener(this::streamReadable));
            requestWatch = announced
                    ? streamWatch
                    : core.reactor().watch(channel.requests(stream), listener(this::requestsReadable));
        } catch (IOException e) {
            drop("cannot be watched (" + e.getMessage() + ")");
            return;
        }
        connected = true;
        if (port.isHolding()) {
            flowControl(port.flowLevel());
        }
        guarded("connect", () -> core.host().onConnect(port.service(), this));
    }

    private Watch.Listener listener(Runnable readable) {
        return new Watch.Listener() {
            @Override
            public void readable() {
                readable.run();
            }

            @Override
            public void hungUp() {
                disconnect();
            }
        };
    }

    private void streamReadable() {
        int n = stream.receive(core.scratch().words(), 0, TURN_REQUESTS);
        if (n <= 0) {
            if (n != -Errno.EAGAIN) {
                disconnect();
            }
        } else if (announced) {
            pending += n;
            turn();
        }
    }

    private void requestsReadable() {
        pending = TURN_REQUESTS;
        turn();
    }

    private boolean held() {
        return flowLevel > 0 || !responses.isEmpty();
    }

    /** Takes requests until the turn's share is used up; the next turn is queued behind the other clients'. */
    private void turn() {
        turnQueued = false;
        int bytes = 0;
        while (pending > 0 && bytes < TURN_BYTES && !closed && !held()) {
            int length = channel.receive(core.scratch(), pending);
            if (length == Channel.BROKEN) {
                drop("has damaged its channel");
            } else if (length != Channel.NOTHING) {
                pending--;
                bytes += length;
                request(core.scratch().request(length));
            } else if (announced) {
                pending--;
                recvRetries++;
                core.host().log(LogLevel.DEBUG, "notification without a request from " + this);
            } else {
                pending = 0;
            }
        }
        if (!closed && !channel.consumed(core.scratch())) {
            drop("has damaged its channel");
        }
        if (!closed) {
            requestWatch.input(pending == 0 && !held());
            queueTurn();
        }
    }

    private void queueTurn() {
        if (!closed && !turnQueued && !held() && pending > 0) {
            turnQueued = true;
            core.reactor().execute(turn);
        }
    }

    private void request(ByteBuffer request) {
        if (!QbHeader.validRequest(request, client.maxMessageSize())) {
            drop("has sent a malformed request");
        } else if (QbHeader.id(request, 0) == QbHeader.ID_DISCONNECT) {
            disconnect();
        } else {
            requestCount++;
            try {
                core.host().onRequest(port.service(), this, request);
            } catch (RuntimeException e) {
                failed("request " + QbHeader.id(request, 0), e);
            }
        }
    }

    private void guarded(String what, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            failed(what, e);
        }
    }

    /** An engine has failed over one client: that one goes, the ring goes on. */
    private void failed(String what, RuntimeException e) {
        core.host().log(LogLevel.ERROR, what + " of " + this + " failed: " + e);
        disconnect();
    }

    @Override
    public void respond(ByteBuffer message) {
        if (closed) {
            return;
        }
        // events that the request has caused come before its response, and the client may send the next after it
        if (!settle() && closed) {
            return;
        }
        Channel.Sent sent = Channel.Sent.LATER;
        if (!channel.consumed(core.scratch())) {
            sent = Channel.Sent.BROKEN;
        } else if (responses.isEmpty()) {
            sent = tooLong(message) ? Channel.Sent.TOO_LONG : channel.respond(message, core.scratch());
        }
        switch (sent) {
            case DONE -> responseCount++;
            case LATER -> keep(responses, message, "responses");
            case BROKEN -> drop("has damaged its channel");
            case GONE -> disconnect();
            case TOO_LONG -> drop("cannot take a response of " + message.remaining() + " bytes");
        }
    }

    @Override
    public void event(ByteBuffer message) {
        if (closed) {
            return;
        }
        Channel.Sent sent = Channel.Sent.LATER;
        if (events.isEmpty()) {
            sent = tooLong(message) ? Channel.Sent.TOO_LONG : channel.event(message, core.scratch());
        }
        switch (sent) {
            case DONE -> {
                eventCount++;
                if (!settleQueued) {
                    settleQueued = true;
                    core.settleLater(this);
                }
            }
            case LATER -> {
                queuedCount++;
                keep(events, message, "events");
            }
            case BROKEN -> drop("has damaged its channel");
            case GONE -> disconnect();
            case TOO_LONG -> drop("cannot take an event of " + message.remaining() + " bytes");
        }
    }

    private boolean tooLong(ByteBuffer message) {
        return message.remaining() > client.maxMessageSize();
    }

    private void keep(Outbox box, ByteBuffer message, String what) {
        sendRetries++;
        if (box.add(message)) {
            core.retryLater(this);
            waiting(1, message.remaining());
            core.queued(message.remaining());
        } else {
            drop("does not take its " + what + ", " + box.size() + " wait");
        }
    }

    long queuedBytes() {
        return responses.bytes() + events.bytes();
    }

    private int queuedMessages() {
        return responses.size() + events.size();
    }

    ServicePort port() {
        return port;
    }

    private void waiting(int messages, long bytes) {
        if (!disregarded) {
            port.waiting(messages, bytes);
        } else if (queuedMessages() == 0) {
            disregarded = false;
        }
    }

    /** The others of this service do not hold back for us until we have taken everything; whether they did. */
    boolean waitNoLonger() {
        if (disregarded || queuedMessages() == 0) {
            return false;
        }
        port.waiting(-queuedMessages(), -queuedBytes());
        disregarded = true;
        return true;
    }

    /** There is no memory for what waits for it; false when it is gone already. */
    boolean dropQueue() {
        boolean was = !closed;
        drop("does not take its events, " + events.size() + " wait and fill the memory");
        return was;
    }

    /** The turn of {@link ServerCore#settleLater} has come. */
    void settleQueued() {
        settleQueued = false;
        settle();
    }

    /** Shows the client the events that it was sent; whether nothing is owed any more. */
    private boolean settle() {
        if (closed) {
            return true;
        }
        Channel.Sent sent = channel.settle(stream, core.scratch());
        if (sent == Channel.Sent.BROKEN) {
            disconnect();
        } else if (sent == Channel.Sent.LATER) {
            core.retryLater(this);
        }
        return sent == Channel.Sent.DONE;
    }

    /** How many messages it was sent. */
    long sent() {
        return responseCount + eventCount;
    }

    /** Sends what has waited; whether nothing waits any more. */
    boolean retry() {
        if (closed) {
            return true;
        }
        boolean wasHeld = held();
        boolean done = flush(responses, true);
        done &= flush(events, false);
        done = !closed && settle() && done;
        if (wasHeld && !closed && !held()) {
            release();
        }
        return done || closed;
    }

    private boolean flush(Outbox box, boolean response) {
        while (!closed && !box.isEmpty()) {
            ByteBuffer message = box.first();
            Channel.Sent sent = tooLong(message)
                    ? Channel.Sent.TOO_LONG
                    : response ? channel.respond(message, core.scratch()) : channel.event(message, core.scratch());
            if (sent == Channel.Sent.LATER) {
                sendRetries++;
                return false;
            }
            if (sent == Channel.Sent.GONE) {
                disconnect();
                return true;
            }
            if (sent != Channel.Sent.DONE) {
                drop("cannot take a message of " + message.remaining() + " bytes");
                return true;
            }
            box.removeFirst();
            waiting(-1, -message.remaining());
            core.queued(-message.remaining());
            if (response) {
                responseCount++;
            } else {
                eventCount++;
                unqueuedCount++;
            }
        }
        return true;
    }

    /** Lets requests in again; never at once, because we may be inside another client's request. */
    private void release() {
        if (pending > 0) {
            queueTurn();
        } else {
            requestWatch.input(true);
        }
    }

    void flowControl(int level) {
        if (closed || level == flowLevel) {
            return;
        }
        boolean wasHeld = held();
        if (flowLevel == 0) {
            flowCount++;
        }
        flowLevel = level;
        if (!channel.flowControl(level, core.scratch())) {
            drop("has damaged its channel");
        } else if (held()) {
            requestWatch.input(false);
        } else if (wasHeld) {
            release();
        }
    }

    @Override
    public Optional<SharedMemory> share(String path, long size) {
        return closed ? Optional.empty() : ClientMemory.open(core, client, path, size);
    }

    private void drop(String why) {
        if (!closed) {
            core.host().log(LogLevel.WARNING, this + " " + why + ", disconnecting");
            disconnect();
        }
    }

    @Override
    public void disconnect() {
        if (closed) {
            return;
        }
        closed = true;
        // what it was sent before is there for it, whatever else comes of that
        channel.settle(stream, core.scratch());
        if (streamWatch != null) {
            streamWatch.close();
        }
        if (requestWatch != null) {
            requestWatch.close();
        }
        // first the end of the stream, then the sign on the channel, so that whoever wakes sees the end
        stream.shutdown();
        channel.farewell(core.scratch());
        stream.close();
        core.admin(() -> {
            channel.close();
            folder.remove();
        });
        waiting(-queuedMessages(), -queuedBytes());
        core.queued(-queuedBytes());
        responses.clear();
        events.clear();
        // not at once: an engine may be in the middle of a walk over its sessions
        core.reactor().execute(this::tell);
    }

    /** Tells the host, once. */
    void tell() {
        if (!told) {
            told = true;
            port.gone(this);
            if (connected) {
                guarded("disconnect", () -> core.host().onDisconnect(port.service(), this));
            }
        }
    }

    @Override
    public SessionStatistics statistics() {
        return new SessionStatistics(!events.isEmpty(), queuedCount, unqueuedCount, requestCount, responseCount,
                eventCount, sendRetries, recvRetries, flowLevel, flowCount);
    }

    @Override
    public int pid() {
        return client.pid();
    }

    @Override
    public int uid() {
        return client.uid();
    }

    @Override
    public int gid() {
        return client.gid();
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T attachment() {
        return (T) attachment;
    }

    @Override
    public void attach(Object object) {
        attachment = object;
    }

    @Override
    public String toString() {
        return port.name() + " client " + client.pid();
    }
}
