package org.choros.engine.lock;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.choros.engine.lock.ipc.LockReply;
import org.choros.engine.lock.ipc.LockRequest;
import org.choros.wire.ipc.BareReply;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcReply;

/** Requests of clients and their answers; all are answered at once. */
final class LockRequests {
    /** The number of request ids. */
    static final int COUNT = LockRequest.COUNT;

    private final LockEngine engine;
    private final LocalLocks local;
    private final Watchers watchers;

    LockRequests(LockEngine engine, LocalLocks local, Watchers watchers) {
        this.engine = engine;
        this.local = local;
        this.watchers = watchers;
    }

    void on(LockSession session, int id, ByteBuffer message, long nowNs) {
        LockRequest request = LockRequest.decode(message);
        session.respond(request == null ? new BareReply(id, IpcError.INVALID_PARAM) : reply(session, request, nowNs));
    }

    private IpcReply reply(LockSession session, LockRequest request, long nowNs) {
        if (request instanceof LockRequest.Lock r) {
            boolean valid = (r.mode() == LockRequest.EXCLUSIVE || r.mode() == LockRequest.SHARED)
                    && (r.flags() & ~LockRequest.TRY) == 0;
            return valid ? local.ask(session, r, nowNs) : new LockReply.Accepted(IpcError.INVALID_PARAM, 0);
        } else if (request instanceof LockRequest.Unlock r) {
            return new BareReply(LockReply.UNLOCK,
                    local.giveBack(session, r.request(), nowNs) ? IpcError.OK : IpcError.NOT_EXIST);
        } else if (request instanceof LockRequest.Check r) {
            return local.check(session, r, nowNs);
        } else if (request instanceof LockRequest.Watch r) {
            return new BareReply(LockReply.WATCH, watchers.watch(session, r.name()));
        } else if (request instanceof LockRequest.Unwatch r) {
            return new BareReply(LockReply.UNWATCH, watchers.unwatch(session, r.name()));
        } else if (request instanceof LockRequest.Query r) {
            return query(r);
        } else if (request instanceof LockRequest.Next r) {
            return next(r);
        }
        return engine.status();
    }

    private LockReply.Queue query(LockRequest.Query request) {
        LockTable table = engine.table();
        if (table == null) {
            return new LockReply.Queue(IpcError.TRY_AGAIN, 0, List.of());
        }
        LockQueue queue = table.queue(request.name());
        List<Entry> entries = queue == null ? List.of() : queue.entries();
        List<LockReply.Place> places = new ArrayList<>();
        long from = request.from() & 0xFFFF_FFFFL;
        for (long i = from; i < entries.size() && places.size() < LockReply.PLACES_MAX; i++) {
            places.add(place(entries.get((int) i)));
        }
        return new LockReply.Queue(IpcError.OK, entries.size(), places);
    }

    private static LockReply.Place place(Entry e) {
        int state = !e.isHeld()
                ? LockReply.WAITING
                : e.abandonedAt() != 0 ? LockReply.ABANDONED : LockReply.HELD;
        return new LockReply.Place(e.node(), e.pid(), state, e.mode(), e.token(), e.request(), e.data());
    }

    private LockReply.Named next(LockRequest.Next request) {
        LockTable table = engine.table();
        if (table == null) {
            return new LockReply.Named(IpcError.TRY_AGAIN, "", 0, 0);
        }
        LockQueue queue = table.after(request.after());
        return queue == null
                ? new LockReply.Named(IpcError.NO_SECTIONS, "", 0, 0)
                : new LockReply.Named(IpcError.OK, queue.name(), queue.holders(),
                        queue.entries().size() - queue.holders());
    }
}
