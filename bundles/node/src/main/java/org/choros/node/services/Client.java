package org.choros.node.services;

import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.SessionStatistics;

/** One client of one service: its connection and what the gate refused it. */
final class Client {
    private final ClientSession session;
    private final String keys;
    private SessionStatistics cleared = SessionStatistics.NONE;
    private long invalidRequests;
    private long overloads;

    /**
     * @param session the connection
     * @param keys what its keys begin with
     */
    Client(ClientSession session, String keys) {
        this.session = session;
        this.keys = keys;
    }

    ClientSession session() {
        return session;
    }

    String keys() {
        return keys;
    }

    void countInvalid() {
        invalidRequests++;
    }

    void countOverload() {
        overloads++;
    }

    long invalidRequests() {
        return invalidRequests;
    }

    long overloads() {
        return overloads;
    }

    /** @return what the connection has counted since it was cleared */
    SessionStatistics statistics() {
        SessionStatistics now = session.statistics();
        SessionStatistics then = cleared;
        return new SessionStatistics(now.queueing(), now.queued() - then.queued(), now.sent() - then.sent(),
                now.requests() - then.requests(), now.responses() - then.responses(),
                now.dispatched() - then.dispatched(), now.sendRetries() - then.sendRetries(),
                now.recvRetries() - then.recvRetries(), now.flowControl(),
                now.flowControlCount() - then.flowControlCount());
    }

    void clear() {
        cleared = session.statistics();
        invalidRequests = 0;
        overloads = 0;
    }
}
