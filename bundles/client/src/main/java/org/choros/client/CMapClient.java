package org.choros.client;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.base.Tracking;
import org.choros.cmap.CMap;
import org.choros.cmap.CMapEvent;
import org.choros.cmap.CMapKey;
import org.choros.cmap.CMapListener;
import org.choros.cmap.CMapValue;
import org.choros.cmap.MapKind;
import org.choros.cmap.ValueType;
import org.choros.wire.ipc.CmapRequest;
import org.choros.wire.ipc.IpcService;

/**
 * {@link CMap} over IPC. When it was connected again, listeners are told what has become different, as changes, before
 * what changes then.
 */
public final class CMapClient implements CMap, Dispatching {
    private final CMapState state;
    private final Session session;

    CMapClient(ClientOptions options, MapKind map) throws ChorosException {
        state = new CMapState(map, options.reconnects());
        session = new Session(IpcService.CMAP.ipcName(), options, state);
    }

    /**
     * Chooses the map.
     *
     * @param map which map
     * @throws ChorosException NOT_SUPPORTED by corosync 2.4, which has but one; BUSY with trackings
     */
    public void select(MapKind map) throws ChorosException {
        session.call(new Session.Call<Void>() {
            @Override
            public Void on(Connection c) throws ChorosException {
                state.select(c, map);
                return null;
            }
        });
    }

    @Override
    public CMapValue get(String key) throws ChorosException {
        return session.call(new Session.Call<>() {
            @Override
            public CMapValue on(Connection c) throws ChorosException {
                return CMapCalls.get(c, key);
            }
        });
    }

    @Override
    public Optional<CMapValue> find(String key) throws ChorosException {
        return session.call(new Session.Call<>() {
            @Override
            public Optional<CMapValue> on(Connection c) throws ChorosException {
                return CMapCalls.find(c, key);
            }
        });
    }

    @Override
    public void set(String key, CMapValue value) throws ChorosException {
        if (value.type() == ValueType.BINARY && value.length() == 0) {
            // corosync's library refuses it; its daemon would take it
            throw new ChorosException(CsError.INVALID_PARAM, key);
        }
        session.call(new CmapRequest.Set(CMapCalls.checked(key), value.type().code(), value.bytes()));
    }

    @Override
    public void delete(String key) throws ChorosException {
        session.call(new CmapRequest.Delete(CMapCalls.checked(key)));
    }

    @Override
    public void adjust(String key, int step) throws ChorosException {
        session.call(new CmapRequest.AdjustInt(CMapCalls.checked(key), step));
    }

    @Override
    public List<CMapKey> keys(String prefix) throws ChorosException {
        return session.call(new Session.Call<>() {
            @Override
            public List<CMapKey> on(Connection c) throws ChorosException {
                return CMapCalls.keys(c, prefix);
            }
        });
    }

    @Override
    public Tracking track(String key, Set<CMapEvent.Change> changes, CMapListener listener) throws ChorosException {
        return track(key, bits(changes), listener);
    }

    @Override
    public Tracking trackPrefix(String prefix, Set<CMapEvent.Change> changes, CMapListener listener)
            throws ChorosException {
        return track(prefix, bits(changes) | CmapRequest.TRACK_PREFIX, listener);
    }

    private static int bits(Set<CMapEvent.Change> changes) {
        int bits = 0;
        for (CMapEvent.Change change : changes) {
            bits |= change.bit();
        }
        return bits;
    }

    private Tracking track(String key, int bits, CMapListener listener) throws ChorosException {
        CMapCalls.checked(key);
        Tracking tracking = session.call(new Session.Call<>() {
            @Override
            public Tracking on(Connection c) throws ChorosException {
                return state.track(session, c, key, bits, listener);
            }
        });
        session.begin();
        return tracking;
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public void close() {
        session.close();
    }
}
