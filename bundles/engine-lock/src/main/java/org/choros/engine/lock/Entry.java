package org.choros.engine.lock;

import org.choros.engine.lock.ipc.LockRequest;

/** A request in the table: it holds its lock, or waits for it. */
final class Entry {
    private final String name;
    private final int node;
    private final long request;
    private final long session;
    private final int pid;
    private final int mode;
    private final String data;
    private final long arrival;
    private long token;
    private long abandonedAt;

    Entry(int node, LockMessage.Acquire a, long arrival) {
        this.node = node;
        name = a.name();
        request = a.request();
        session = a.session();
        pid = a.pid();
        mode = a.mode();
        data = a.data();
        this.arrival = arrival;
    }

    String name() {
        return name;
    }

    int node() {
        return node;
    }

    /** The number of the request on its node. */
    long request() {
        return request;
    }

    long session() {
        return session;
    }

    int pid() {
        return pid;
    }

    int mode() {
        return mode;
    }

    boolean isShared() {
        return mode == LockRequest.SHARED;
    }

    String data() {
        return data;
    }

    /** Its place in the order of all requests. */
    long arrival() {
        return arrival;
    }

    /** The fencing token, 0 while it waits. */
    long token() {
        return token;
    }

    boolean isHeld() {
        return token != 0;
    }

    void grant(long itsToken) {
        token = itsToken;
    }

    /** The sequence of the ring in which its node was missing, 0 when it is not lost. */
    long abandonedAt() {
        return abandonedAt;
    }

    void abandon(long ringSeq) {
        abandonedAt = ringSeq;
    }

    long digest() {
        long d = Bytes.mix(arrival, node);
        d = Bytes.mix(d, request);
        d = Bytes.mix(d, session);
        d = Bytes.mix(d, (long) pid << 8 | mode);
        d = Bytes.mix(d, token);
        d = Bytes.mix(d, abandonedAt);
        return Bytes.mix(Bytes.mix(d, name), data);
    }

    @Override
    public String toString() {
        return name + " of " + Integer.toUnsignedString(node) + ":" + request
                + (isHeld() ? " token " + Long.toHexString(token) : " waits");
    }
}
