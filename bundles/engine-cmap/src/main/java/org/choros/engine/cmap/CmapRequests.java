package org.choros.engine.cmap;

import java.nio.ByteBuffer;
import java.util.Arrays;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.IcMapException;
import org.choros.spi.cmap.MapListener;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.StatsMap;
import org.choros.spi.cmap.ValueType;
import org.choros.spi.engine.ClientSession;
import org.choros.wire.ipc.BareReply;
import org.choros.wire.ipc.CmapReply;
import org.choros.wire.ipc.CmapRequest;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcReply;

/** Answers cmap's clients (ipc 2.4). */
final class CmapRequests {
    private static final int MAP = 0;
    private static final int STATISTICS = 1;
    private static final int ALL_TYPES = IcMap.ADD | IcMap.MODIFY | IcMap.DELETE | IcMap.PREFIX;
    private static final byte[] NOTHING = {};

    private final IcMap map;
    private final StatsMap stats;
    private final boolean hasStatistics;
    private final StatsTrackers statsTrackers;

    CmapRequests(IcMap map, StatsMap stats, boolean hasStatistics) {
        this.map = map;
        this.hasStatistics = hasStatistics;
        this.stats = stats;
        this.statsTrackers = new StatsTrackers(stats);
    }

    long nextPollNs() {
        return statsTrackers.nextPollNs();
    }

    void poll(long nowNs) {
        statsTrackers.poll(nowNs);
    }

    void forget(ClientSession session) {
        CmapClient c = session.attachment();
        if (c != null) {
            c.close();
            session.attach(null);
        }
    }

    void on(ClientSession session, int id, ByteBuffer message, long nowNs) {
        CmapClient c = session.attachment();
        if (c == null) {
            c = new CmapClient();
            session.attach(c);
        }
        CmapRequest request = CmapRequest.decode(message);
        IpcReply reply = request == null ? malformed(id) : answer(session, c, request, nowNs);
        session.respond(reply.encode());
    }

    private static IpcReply malformed(int id) {
        return id == CmapRequest.Get.ID
                ? CmapReply.Get.failed(IpcError.INVALID_PARAM)
                : new BareReply(0, IpcError.INVALID_PARAM);
    }

    private IpcReply answer(ClientSession session, CmapClient c, CmapRequest request, long nowNs) {
        if (request instanceof CmapRequest.Set r) {
            return new BareReply(CmapReply.SET, c.statistics ? setStatistic(r) : set(r));
        }
        if (request instanceof CmapRequest.Delete r) {
            return new BareReply(CmapReply.DELETE, c.statistics ? fixed(r.key()) : delete(r.key()));
        }
        if (request instanceof CmapRequest.Get r) {
            return get(c.statistics ? stats.get(r.key()) : map.get(r.key()), r.room());
        }
        if (request instanceof CmapRequest.AdjustInt r) {
            return new BareReply(CmapReply.ADJUST_INT, c.statistics ? fixed(r.key()) : adjust(r.key(), r.step()));
        }
        if (request instanceof CmapRequest.IterInit r) {
            return iterInit(c, r.prefix());
        }
        if (request instanceof CmapRequest.IterNext r) {
            return iterNext(c, r.handle());
        }
        if (request instanceof CmapRequest.IterFinalize r) {
            return new BareReply(CmapReply.ITER_FINALIZE,
                    c.iterators.remove(r.handle()) != null ? IpcError.OK : IpcError.BAD_HANDLE);
        }
        if (request instanceof CmapRequest.TrackAdd r) {
            return trackAdd(session, c, r, nowNs);
        }
        if (request instanceof CmapRequest.TrackDelete r) {
            return trackDelete(c, r.handle());
        }
        return new BareReply(CmapReply.SET_CURRENT_MAP, setCurrentMap(c, ((CmapRequest.SetCurrentMap) request).map()));
    }

    private int set(CmapRequest.Set r) {
        if (map.isReadOnly(r.key())) {
            return IpcError.ACCESS;
        }
        MapValue value = value(r.type(), r.value());
        if (value == null) {
            return IpcError.INVALID_PARAM;
        }
        try {
            map.set(r.key(), value);
            return IpcError.OK;
        } catch (IcMapException e) {
            return error(e);
        }
    }

    // A string may come without its NUL, or with it, but not with anything behind it.
    private static MapValue value(int code, byte[] bytes) {
        ValueType type = ValueType.ofCode(code);
        if (type == null || bytes.length > IcMap.VALUE_MAX) {
            return null;
        }
        if (type != ValueType.STRING) {
            boolean fits = type == ValueType.BINARY || bytes.length == type.size();
            return fits ? MapValue.of(type, bytes) : null;
        }
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return end + 1 < bytes.length ? null : MapValue.of(type, Arrays.copyOf(bytes, end + 1));
    }

    private int setStatistic(CmapRequest.Set r) {
        if (!r.key().startsWith(StatsMap.CLEAR)) {
            return IpcError.ACCESS;
        }
        return stats.clear(r.key()) ? IpcError.OK : IpcError.NOT_SUPPORTED;
    }

    // a statistic can be neither deleted nor counted on
    private static int fixed(String key) {
        return key.startsWith(StatsMap.CLEAR) ? IpcError.NOT_SUPPORTED : IpcError.ACCESS;
    }

    private int delete(String key) {
        if (map.isReadOnly(key)) {
            return IpcError.ACCESS;
        }
        try {
            map.delete(key);
            return IpcError.OK;
        } catch (IcMapException e) {
            return error(e);
        }
    }

    private int adjust(String key, int step) {
        if (map.isReadOnly(key)) {
            return IpcError.ACCESS;
        }
        try {
            map.adjust(key, step);
            return IpcError.OK;
        } catch (IcMapException e) {
            return error(e);
        }
    }

    private static int error(IcMapException e) {
        return switch (e.reason()) {
            case NOT_EXIST -> IpcError.NOT_EXIST;
            case NAME_TOO_LONG -> IpcError.NAME_TOO_LONG;
            case INVALID_PARAM -> IpcError.INVALID_PARAM;
        };
    }

    private static IpcReply get(MapValue value, int room) {
        if (value == null) {
            return CmapReply.Get.failed(IpcError.NOT_EXIST);
        }
        if (room == 0) {
            return new CmapReply.Get(IpcError.OK, value.length(), value.type().code(), NOTHING, 0);
        }
        if (room < value.length()) {
            return CmapReply.Get.failed(IpcError.INVALID_PARAM);
        }
        return new CmapReply.Get(IpcError.OK, value.length(), value.type().code(), value.bytes(), room);
    }

    private static IpcReply iterInit(CmapClient c, String prefix) {
        if (c.iterators.size() >= CmapClient.HANDLES_MAX) {
            return new CmapReply.IterInit(IpcError.NO_MEMORY, 0);
        }
        long handle = c.newHandle();
        c.iterators.put(handle, new CmapClient.Iterator(prefix));
        return new CmapReply.IterInit(IpcError.OK, handle);
    }

    private IpcReply iterNext(CmapClient c, long handle) {
        CmapClient.Iterator i = c.iterators.get(handle);
        if (i == null) {
            return new CmapReply.IterNext(IpcError.BAD_HANDLE, "", 0, 0);
        }
        String key = c.statistics ? stats.next(i.prefix, i.after) : map.next(i.prefix, i.after);
        if (key == null) {
            return new CmapReply.IterNext(IpcError.NO_SECTIONS, "", 0, 0);
        }
        i.after = key;
        MapValue value = c.statistics ? stats.get(key) : map.get(key);
        // a statistic that is text has, so far, no length of its own
        int length = c.statistics && value.type() == ValueType.STRING ? 0 : value.length();
        return new CmapReply.IterNext(IpcError.OK, key, length, value.type().code());
    }

    private IpcReply trackAdd(ClientSession session, CmapClient c, CmapRequest.TrackAdd r, long nowNs) {
        int types = r.trackType();
        if ((types & ~ALL_TYPES) != 0) {
            return new CmapReply.TrackAdd(IpcError.INVALID_PARAM, 0);
        }
        if (c.trackers.size() >= CmapClient.HANDLES_MAX) {
            return new CmapReply.TrackAdd(IpcError.NO_MEMORY, 0);
        }
        boolean comesAndGoes = (types & IcMap.ADD) != 0 && (types & IcMap.DELETE) != 0;
        if (c.statistics && (types & IcMap.PREFIX) != 0 && !comesAndGoes) {
            return new CmapReply.TrackAdd(IpcError.NOT_SUPPORTED, 0);
        }
        MapListener listener = (event, key, now, old) -> session.event(
                new CmapReply.Notify(IpcError.OK, r.cookie(), key, event, code(now), raw(now), code(old), raw(old))
                        .encode());
        Runnable close;
        if (c.statistics) {
            close = statsTrackers.add(r.key(), types, listener, nowNs);
        } else {
            close = map.track(r.key(), types, listener)::close;
        }
        long handle = c.newHandle();
        c.trackers.put(handle, new CmapClient.Tracker(r.cookie(), close));
        return new CmapReply.TrackAdd(IpcError.OK, handle);
    }

    private static int code(MapValue value) {
        return value == null ? 0 : value.type().code();
    }

    private static byte[] raw(MapValue value) {
        return value == null ? NOTHING : value.bytes();
    }

    private static IpcReply trackDelete(CmapClient c, long handle) {
        CmapClient.Tracker t = c.trackers.remove(handle);
        if (t == null) {
            return new CmapReply.TrackDelete(IpcError.BAD_HANDLE, 0);
        }
        t.close().run();
        return new CmapReply.TrackDelete(IpcError.OK, t.cookie());
    }

    // A 2.4 daemon does not know this request; a node of that dialect does, without a statistics map, so that the tools
    // of 3.1, which always begin with it, work there too.
    private int setCurrentMap(CmapClient c, int wanted) {
        if (wanted != MAP && (wanted != STATISTICS || !hasStatistics)) {
            return IpcError.NOT_EXIST;
        }
        if (c.busy()) {
            return IpcError.BUSY;
        }
        c.statistics = wanted == STATISTICS;
        return IpcError.OK;
    }
}
