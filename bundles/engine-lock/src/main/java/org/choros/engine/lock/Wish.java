package org.choros.engine.lock;

import org.choros.engine.lock.ipc.LockRequest;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.ServiceEngine;

/** What a client of this node has asked for, and how far it has come. */
final class Wish {
    /** How far. */
    enum State {
        /** The others have not been heard to know of it. */
        ASKED,
        /** It is in the queue. */
        QUEUED,
        /** It has the lock, and the client is told when that cannot be forgotten any more. */
        GRANTED,
        /** The client knows. */
        HELD,
        /** The client is gone or was told that it has lost it, and a promise is kept until its time is over. */
        ENDING
    }

    private static final long NS_PER_MS = 1_000_000;

    final long request;
    final LockSession session;
    final LockRequest.Lock lock;
    State state = State.ASKED;
    long token;
    /** Where in the message stream it was granted. */
    long position;
    /** When the client does not want to wait any more. */
    final long timeoutNs;
    /** When it has to be renewed, while it is held. */
    long ttlEndNs = ServiceEngine.NO_DEADLINE;
    /** For when its timer is set. */
    long timerNs = ServiceEngine.NO_DEADLINE;
    /** Until when the client was promised that nobody else will hold it. */
    long promisedNs = EngineContext.NEVER;

    Wish(long request, LockSession session, LockRequest.Lock lock, long nowNs) {
        this.request = request;
        this.session = session;
        this.lock = lock;
        timeoutNs = lock.timeoutMs() == 0
                ? ServiceEngine.NO_DEADLINE
                : nowNs + (lock.timeoutMs() & 0xFFFF_FFFFL) * NS_PER_MS;
    }

    LockMessage acquire() {
        return new LockMessage.Acquire(request, session.id(), session.pid(), lock.mode(), lock.flags(), lock.name(),
                lock.data());
    }

    LockMessage release() {
        return new LockMessage.Release(request, token);
    }

    void renew(long nowNs) {
        ttlEndNs = lock.ttlMs() == 0
                ? ServiceEngine.NO_DEADLINE
                : nowNs + (lock.ttlMs() & 0xFFFF_FFFFL) * NS_PER_MS;
    }

    /** When something is due for it. */
    long dueNs() {
        return switch (state) {
            case ASKED, QUEUED, GRANTED -> timeoutNs;
            case HELD -> ttlEndNs;
            case ENDING -> promisedNs;
        };
    }
}
