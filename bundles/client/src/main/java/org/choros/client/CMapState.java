package org.choros.client;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.base.Tracking;
import org.choros.cmap.CMapEvent;
import org.choros.cmap.CMapListener;
import org.choros.cmap.CMapValue;
import org.choros.cmap.MapKind;
import org.choros.cmap.ValueType;
import org.choros.wire.ipc.CmapReply;

/** The chosen map and the trackings of a {@link CMapClient}. */
final class CMapState implements ServiceState {
    private final boolean remember;
    private final AtomicLong cookies = new AtomicLong();
    // events look here without the lock, which orders what is begun at nodes
    private final Map<Long, TrackedKeys> trackings = new ConcurrentHashMap<>();
    private final Object atNode = new Object();
    private MapKind map;

    CMapState(MapKind map, boolean remember) {
        this.map = map;
        this.remember = remember;
    }

    @Override
    public void restore(Connection fresh) throws ChorosException {
        synchronized (atNode) {
            if (map != MapKind.ICMAP) {
                CMapCalls.select(fresh, map);
            }
            for (TrackedKeys tracked : trackings.values()) {
                tracked.track(fresh);
            }
        }
    }

    void select(Connection connection, MapKind wanted) throws ChorosException {
        synchronized (atNode) {
            CMapCalls.select(connection, wanted);
            map = wanted;
        }
    }

    Tracking track(Session session, Connection connection, String key, int bits, CMapListener listener)
            throws ChorosException {
        TrackedKeys tracked = new TrackedKeys(key, bits, cookies.incrementAndGet(), listener, remember);
        synchronized (atNode) {
            if (connection != session.connection()) {
                throw new ChorosException(CsError.TRY_AGAIN, "track " + key);
            }
            // events may come before the reply
            trackings.put(tracked.cookie(), tracked);
            boolean done = false;
            try {
                tracked.begin(connection);
                done = true;
            } finally {
                if (!done) {
                    trackings.remove(tracked.cookie());
                }
            }
        }
        return new Tracking() {
            @Override
            public void close() throws ChorosException {
                synchronized (atNode) {
                    if (trackings.remove(tracked.cookie()) != null) {
                        tracked.end();
                    }
                }
            }
        };
    }

    @Override
    public void event(ByteBuffer message) {
        CmapReply.Notify event = CmapReply.Notify.decode(message);
        TrackedKeys tracked = event == null ? null : trackings.get(event.cookie());
        CMapEvent.Change change = event == null ? null : CMapEvent.Change.ofBit(event.event());
        if (tracked == null || change == null) {
            return;
        }
        CMapEvent told = new CMapEvent(event.key(), change, optional(event.newType(), event.newValue()),
                optional(event.oldType(), event.oldValue()));
        if (tracked.isNews(told)) {
            tracked.listener().changed(told);
        }
    }

    private static Optional<CMapValue> optional(int code, byte[] bytes) {
        ValueType type = ValueType.ofCode(code);
        boolean fits = type != null && (type.size() == 0 || type.size() == bytes.length);
        return fits ? Optional.of(CMapValue.of(type, bytes)) : Optional.empty();
    }

    @Override
    public void restored(Connection connection) throws ChorosException {
        for (TrackedKeys tracked : trackings.values()) {
            tracked.differences(connection).forEach(tracked.listener()::changed);
        }
    }

    @Override
    public void caughtUp() {
        trackings.values().forEach(TrackedKeys::caughtUp);
    }
}
