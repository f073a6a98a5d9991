package org.choros.client;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

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
import org.choros.wire.ipc.CmapReply;
import org.choros.wire.ipc.CmapRequest;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;
import org.choros.wire.ipc.IpcService;

/** {@link CMap} over IPC. */
public final class CMapClient implements CMap, Dispatching {
    private static final int USUAL_ROOM = 512;
    private static final int NAME_MAX = 255;
    private static final int TRIES = 3;

    private final Connection connection;
    private final Map<Long, CMapListener> listeners = new ConcurrentHashMap<>();
    private final AtomicLong cookies = new AtomicLong();
    private final Connection.EventHandler handler = new Events();

    private CMapClient(ClientOptions options) throws ChorosException {
        connection = Connection.open(IpcService.CMAP, options);
    }

    static CMapClient open(ClientOptions options, MapKind map) throws ChorosException {
        CMapClient client = new CMapClient(options);
        boolean done = false;
        try {
            if (map != MapKind.ICMAP) {
                client.select(map);
            }
            done = true;
            return client;
        } finally {
            if (!done) {
                client.close();
            }
        }
    }

    /**
     * Chooses the map.
     *
     * @param map which map
     * @throws ChorosException NOT_SUPPORTED by corosync 2.4, which has but one; BUSY with trackings
     */
    public void select(MapKind map) throws ChorosException {
        if (find(NodeVersion.ONLY_IN_24).isEmpty()) {
            connection.call(new CmapRequest.SetCurrentMap(map.ordinal()));
        } else if (map != MapKind.ICMAP) {
            throw NodeVersion.tooOld("a choice of maps");
        }
    }

    private static String checked(String key) throws ChorosException {
        if (key.length() > NAME_MAX) {
            throw new ChorosException(CsError.NAME_TOO_LONG, key);
        }
        return key;
    }

    @Override
    public CMapValue get(String key) throws ChorosException {
        int room = USUAL_ROOM;
        for (int i = 0; i < TRIES; i++) {
            CmapReply.Get reply = get(key, room);
            if (reply.error() == IpcError.OK && reply.length() <= reply.room()) {
                return value(reply.type(), reply.value());
            }
            if (reply.error() != IpcError.INVALID_PARAM) {
                throw new ChorosException(CsError.of(reply.error()), key);
            }
            // the value may be longer than our room, and may grow while we ask
            CmapReply.Get size = get(key, 0);
            if (size.error() != IpcError.OK || size.length() <= room || size.length() > IpcMessage.MAX_SIZE / 2) {
                throw new ChorosException(CsError.of(reply.error()), key);
            }
            room = (int) size.length();
        }
        throw new ChorosException(CsError.TRY_AGAIN, key);
    }

    private CmapReply.Get get(String key, int room) throws ChorosException {
        ByteBuffer reply = connection.exchange(new CmapRequest.Get(checked(key), room));
        int error = IpcMessage.errorOf(reply);
        return error == IpcError.OK ? connection.decoded(CmapReply.Get.decode(reply)) : CmapReply.Get.failed(error);
    }

    private CMapValue value(int code, byte[] bytes) throws ChorosException {
        ValueType type = ValueType.ofCode(code);
        if (type == null || type.size() != 0 && type.size() != bytes.length) {
            throw connection.malformed();
        }
        return CMapValue.of(type, bytes);
    }

    @Override
    public Optional<CMapValue> find(String key) throws ChorosException {
        try {
            return Optional.of(get(key));
        } catch (ChorosException e) {
            if (e.error() == CsError.NOT_EXIST) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public void set(String key, CMapValue value) throws ChorosException {
        if (value.type() == ValueType.BINARY && value.length() == 0) {
            // corosync's library refuses it; its daemon would take it
            throw new ChorosException(CsError.INVALID_PARAM, key);
        }
        connection.call(new CmapRequest.Set(checked(key), value.type().code(), value.bytes()));
    }

    @Override
    public void delete(String key) throws ChorosException {
        connection.call(new CmapRequest.Delete(checked(key)));
    }

    @Override
    public void adjust(String key, int step) throws ChorosException {
        connection.call(new CmapRequest.AdjustInt(checked(key), step));
    }

    @Override
    public List<CMapKey> keys(String prefix) throws ChorosException {
        ByteBuffer begun = connection.call(new CmapRequest.IterInit(checked(prefix)));
        long handle = connection.decoded(CmapReply.IterInit.decode(begun)).handle();
        List<CMapKey> keys = new ArrayList<>();
        CmapRequest.IterNext next = new CmapRequest.IterNext(handle);
        ByteBuffer reply = connection.exchange(next);
        while (IpcMessage.errorOf(reply) == IpcError.OK) {
            CmapReply.IterNext item = connection.decoded(CmapReply.IterNext.decode(reply));
            ValueType type = ValueType.ofCode(item.type());
            if (type == null) {
                throw connection.malformed();
            }
            keys.add(new CMapKey(item.key(), type, item.length()));
            reply = connection.exchange(next);
        }
        int error = IpcMessage.errorOf(reply);
        connection.call(new CmapRequest.IterFinalize(handle));
        if (error != IpcError.NO_SECTIONS) {
            throw new ChorosException(CsError.of(error), "list " + prefix);
        }
        return keys;
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
        long cookie = cookies.incrementAndGet();
        CmapRequest.TrackAdd request = new CmapRequest.TrackAdd(checked(key), bits, cookie);
        // events may come before the reply
        listeners.put(cookie, listener);
        boolean done = false;
        try {
            ByteBuffer reply = connection.call(request);
            long handle = connection.decoded(CmapReply.TrackAdd.decode(reply)).handle();
            done = true;
            connection.dispatchBy(handler);
            return new KeyTracking(cookie, handle);
        } finally {
            if (!done) {
                listeners.remove(cookie);
            }
        }
    }

    @Override
    public int dispatch(int timeoutMs) throws ChorosException {
        return connection.dispatch(timeoutMs, handler);
    }

    @Override
    public int fd() {
        return connection.fd();
    }

    @Override
    public boolean connected() {
        return connection.connected();
    }

    @Override
    public void close() {
        connection.close();
    }

    private final class Events implements Connection.EventHandler {
        @Override
        public void event(ByteBuffer message) {
            CmapReply.Notify event = CmapReply.Notify.decode(message);
            CMapListener listener = event == null ? null : listeners.get(event.cookie());
            CMapEvent.Change change = event == null ? null : CMapEvent.Change.ofBit(event.event());
            if (listener != null && change != null) {
                listener.changed(new CMapEvent(event.key(), change, optional(event.newType(), event.newValue()),
                        optional(event.oldType(), event.oldValue())));
            }
        }

        private Optional<CMapValue> optional(int code, byte[] bytes) {
            ValueType type = ValueType.ofCode(code);
            boolean fits = type != null && (type.size() == 0 || type.size() == bytes.length);
            return fits ? Optional.of(CMapValue.of(type, bytes)) : Optional.empty();
        }
    }

    private final class KeyTracking implements Tracking {
        private final long cookie;
        private final long handle;

        KeyTracking(long cookie, long handle) {
            this.cookie = cookie;
            this.handle = handle;
        }

        @Override
        public void close() throws ChorosException {
            if (listeners.remove(cookie) != null && connection.connected()) {
                connection.call(new CmapRequest.TrackDelete(handle));
            }
        }
    }
}
