package org.choros.node.services;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.choros.spi.engine.ClientSession;
import org.choros.spi.log.LogLevel;
import org.choros.wire.ipc.BareReply;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;

/**
 * Where clients' requests pass to the engines: who cannot be served now is answered so, and what is never answered
 * waits for its turn, with all that its client sends behind it. For the ring thread.
 */
final class RequestGate {

    private final ServiceHost host;
    private final LoadedService[] services;
    private final EngineFailures failures;
    private final ClientKeys clients;
    private final HeldRequests held = new HeldRequests();
    private final ByteBuffer errorReply = ByteBuffer.allocate(IpcMessage.REPLY_HEADER).order(ByteOrder.LITTLE_ENDIAN);

    RequestGate(ServiceHost host, LoadedService[] services, EngineFailures failures, ClientKeys clients) {
        this.host = host;
        this.services = services;
        this.failures = failures;
        this.clients = clients;
    }

    boolean isHolding() {
        return !held.isEmpty();
    }

    boolean isHolding(int service) {
        return held.holdsService(service);
    }

    void forget(ClientSession session) {
        held.forget(session);
    }

    void forget(int service) {
        held.forget(service);
    }

    /** Lets a request through, refuses it or keeps it; whether it is kept: then its client is to hold back. */
    boolean onRequest(LoadedService s, ClientSession session, ByteBuffer request, long nowNs) {
        if (held.holdsSession(session) || !passes(s, session, request, isHolding(), nowNs)) {
            hold(s, session, request);
            return true;
        }
        return false;
    }

    /** Lets through what waits, in order, as far as it can be taken; whether anything could. */
    boolean takeHeld(long nowNs) {
        boolean any = false;
        for (HeldRequests.Held h = held.first(); h != null; h = held.first()) {
            if (!passes(services[h.service()], h.session(), h.request(), false, nowNs)) {
                return any;
            }
            any = true;
            if (held.first() == h) {
                held.removeFirst();
            }
        }
        return any;
    }

    /** Whether a request is done with: taken, or refused. False when it has to wait. */
    private boolean passes(LoadedService s, ClientSession session, ByteBuffer request, boolean othersWait, long nowNs) {
        int id = request.getInt(request.position());
        int length = request.remaining();
        try {
            if (id < 0 || id >= s.engine().requests()) {
                refuse(session, IpcError.INVALID_PARAM);
                return true;
            }
            boolean answered = s.engine().answered(id);
            if (length > host.longestMessage()) {
                tooLong(session, answered);
            } else if (!s.engine().gated(id) || hasRoom(length)
                    && (answered || !othersWait && !s.engine().backlogged())) {
                s.engine().onRequest(session, id, request, nowNs);
            } else if (answered) {
                refuse(session, IpcError.TRY_AGAIN);
            } else {
                return false;
            }
        } catch (RuntimeException | LinkageError e) {
            failures.failed(s, "onRequest", e);
            sendAway(session);
        }
        return true;
    }

    private boolean hasRoom(int length) {
        return !host.synchronising() && host.roomFor(length);
    }

    private void hold(LoadedService s, ClientSession session, ByteBuffer request) {
        if (!held.add(s.description().id(), session, request)) {
            host.log(LogLevel.WARNING, "MAIN", "Too many requests wait for the ring, disconnecting process "
                    + Integer.toUnsignedString(session.pid()));
            sendAway(session);
        }
    }

    private void tooLong(ClientSession session, boolean answered) {
        if (answered) {
            refuse(session, IpcError.INVALID_PARAM);
            return;
        }
        // Nobody waits for an answer to this one, and the next request would take it for its own.
        host.log(LogLevel.WARNING, "MAIN", "A message is too long for the ring, disconnecting process "
                + Integer.toUnsignedString(session.pid()));
        sendAway(session);
    }

    private void sendAway(ClientSession session) {
        held.forget(session);
        session.disconnect();
    }

    private void refuse(ClientSession session, int error) {
        Client client = clients.client(session);
        if (client != null && error == IpcError.TRY_AGAIN) {
            client.countOverload();
        } else if (client != null) {
            client.countInvalid();
        }
        session.respond(BareReply.write(errorReply, 0, error));
    }
}
