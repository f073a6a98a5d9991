package org.choros.engine.lock;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.choros.spi.engine.ClientSession;
import org.choros.wire.ipc.IpcReply;

/** One client: what it has asked for, by lock, and which locks it watches. */
final class LockSession {
    /** As many requests of one client. */
    static final int WISHES_MAX = 1_024;
    /** As many locks that one client watches. */
    static final int WATCHED_MAX = 256;

    private final ClientSession session;
    private final Map<String, Wish> wishes = new HashMap<>();
    private final Set<String> watched = new HashSet<>();
    private boolean gone;

    LockSession(ClientSession session) {
        this.session = session;
    }

    long id() {
        return session.id();
    }

    int pid() {
        return session.pid();
    }

    Map<String, Wish> wishes() {
        return wishes;
    }

    Set<String> watched() {
        return watched;
    }

    void respond(IpcReply reply) {
        session.respond(reply.encode());
    }

    void tell(IpcReply event) {
        if (!gone) {
            session.event(event.encode());
        }
    }

    void gone() {
        gone = true;
    }
}
