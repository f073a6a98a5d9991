package org.choros.engine.amf;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.choros.engine.amf.ipc.AmfReply;
import org.choros.wire.ipc.IpcError;

/**
 * Clients that are told what changes. The last changes are kept once for all; a watcher is told some, and more when it
 * has taken those. Who takes them slower than they are forgotten is told that it has missed some, and goes on with the
 * next.
 */
final class Watchers {
    /** As many changes are kept. */
    static final int KEPT_MAX = 1_024;

    /** How far a watcher is. */
    private static final class Place {
        private long told;
        private long taken;

        Place(long from) {
            told = from;
            taken = from;
        }
    }

    private final Deque<AmfReply.Changed> kept = new ArrayDeque<>();
    private final Map<AmfSession, Place> watchers = new LinkedHashMap<>();
    private long last;

    /** The number of the last change. */
    long last() {
        return last;
    }

    int size() {
        return watchers.size();
    }

    AmfReply watch(AmfSession session) {
        if (watchers.containsKey(session)) {
            return new AmfReply.Watching(IpcError.EXIST, last);
        }
        watchers.put(session, new Place(last));
        return new AmfReply.Watching(IpcError.OK, last);
    }

    /** Answers an error. */
    int unwatch(AmfSession session) {
        return watchers.remove(session) == null ? IpcError.NOT_EXIST : IpcError.OK;
    }

    /** Answers an error. */
    int taken(AmfSession session, long number) {
        Place p = watchers.get(session);
        if (p == null) {
            return IpcError.NOT_EXIST;
        }
        if (number < p.taken || number > p.told) {
            return IpcError.INVALID_PARAM;
        }
        p.taken = number;
        tell(session, p);
        return IpcError.OK;
    }

    /** Something has changed. */
    void changed(int kind, int node, String subject, String state, String before, String cause) {
        last++;
        if (kept.size() >= KEPT_MAX) {
            kept.removeFirst();
        }
        kept.addLast(new AmfReply.Changed(last, kind, node, subject, state, before, cause));
        for (AmfSession session : List.copyOf(watchers.keySet())) {
            Place p = watchers.get(session);
            if (p != null) {
                tell(session, p);
            }
        }
    }

    private void tell(AmfSession session, Place p) {
        long oldest = last - kept.size() + 1;
        if (p.told + 1 < oldest && p.told - p.taken < AmfReply.UNTAKEN_MAX) {
            // it looks at the status when it hears this, which is newer than all that is kept
            p.told = last;
            session.tell(new AmfReply.Missed(last));
            return;
        }
        if (p.told == last) {
            return;
        }
        for (AmfReply.Changed c : kept) {
            if (c.number() > p.told) {
                if (p.told - p.taken >= AmfReply.UNTAKEN_MAX) {
                    return;
                }
                p.told = c.number();
                session.tell(c);
            }
        }
    }
}
