package org.choros.engine.lock;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import org.choros.engine.lock.ipc.LockReply;
import org.choros.wire.ipc.IpcError;

/**
 * Clients that are told who holds a lock: the present holder, and every other one as soon as all members know of it. Of
 * changes that come faster than that, the last one is told.
 */
final class Watchers {
    /** One lock, and what its watchers have been and will be told. */
    private static final class Watched {
        private final Set<LockSession> sessions = new LinkedHashSet<>();
        private LockReply.Holder told;
        private LockReply.Holder pending;
        private long pendingAt;
        private LockReply.Holder next;
        private long nextAt;
    }

    private final Function<String, LockReply.Holder> holder;
    private final Map<String, Watched> locks = new HashMap<>();
    /** Those with something to be told. */
    private final Map<String, Watched> changed = new LinkedHashMap<>();

    /**
     * @param holder the present holder of a lock
     */
    Watchers(Function<String, LockReply.Holder> holder) {
        this.holder = holder;
    }

    /** Answers an error. */
    int watch(LockSession session, String name) {
        if (session.watched().contains(name)) {
            return IpcError.EXIST;
        }
        if (session.watched().size() >= LockSession.WATCHED_MAX) {
            return IpcError.NO_RESOURCES;
        }
        session.watched().add(name);
        Watched w = locks.computeIfAbsent(name, k -> new Watched());
        if (w.told == null) {
            w.told = holder.apply(name);
        }
        w.sessions.add(session);
        session.tell(w.told);
        return IpcError.OK;
    }

    /** Answers an error. */
    int unwatch(LockSession session, String name) {
        if (!session.watched().remove(name)) {
            return IpcError.NOT_EXIST;
        }
        remove(session, name);
        return IpcError.OK;
    }

    void disconnected(LockSession session) {
        session.watched().forEach(name -> remove(session, name));
        session.watched().clear();
    }

    private void remove(LockSession session, String name) {
        Watched w = locks.get(name);
        w.sessions.remove(session);
        if (w.sessions.isEmpty()) {
            locks.remove(name);
            changed.remove(name);
        }
    }

    /** The holder of a lock may be another one, by a message at this position. */
    void changed(String name, long position) {
        Watched w = locks.get(name);
        if (w == null) {
            return;
        }
        LockReply.Holder now = holder.apply(name);
        if (w.pending == null) {
            w.pending = now;
            w.pendingAt = position;
            changed.put(name, w);
        } else {
            w.next = now;
            w.nextAt = position;
        }
    }

    /** All members have everything up to here. */
    void stable(long position) {
        if (changed.isEmpty()) {
            return;
        }
        changed.values().removeIf(w -> {
            while (w.pending != null && w.pendingAt <= position) {
                tell(w, w.pending);
                w.pending = w.next;
                w.pendingAt = w.nextAt;
                w.next = null;
            }
            return w.pending == null;
        });
    }

    /** What was known of holders is not sure any more: all are told what is known now. */
    void all() {
        changed.clear();
        for (String name : List.copyOf(locks.keySet())) {
            Watched w = locks.get(name);
            w.pending = null;
            w.next = null;
            tell(w, holder.apply(name));
        }
    }

    /** The table is in use on a new ring: all holders may be others. */
    void allChanged(long position) {
        for (String name : locks.keySet()) {
            changed(name, position);
        }
    }

    private static void tell(Watched w, LockReply.Holder now) {
        if (!now.equals(w.told)) {
            w.told = now;
            w.sessions.forEach(s -> s.tell(now));
        }
    }

    int size() {
        return locks.size();
    }
}
