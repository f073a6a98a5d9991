package org.choros.client;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

import org.choros.base.ChorosException;
import org.choros.cmap.CMapEvent;
import org.choros.cmap.CMapEvent.Change;
import org.choros.cmap.CMapKey;
import org.choros.cmap.CMapListener;
import org.choros.cmap.CMapValue;
import org.choros.wire.ipc.CmapReply;
import org.choros.wire.ipc.CmapRequest;

/**
 * One tracking of a key or a prefix. Where the connection may be made again it remembers what the listener knows, so
 * that it can tell what has become different in between; that is as much as the map has of these keys.
 */
final class TrackedKeys {
    private final String key;
    private final int bits;
    private final long cookie;
    private final CMapListener listener;
    // null where nothing is remembered; guarded by this, as is what follows
    private final Map<String, CMapValue> known;
    private boolean overlap;
    // guarded by the registry that this is in
    private Connection connection;
    private long handle;

    TrackedKeys(String key, int bits, long cookie, CMapListener listener, boolean remember) {
        this.key = key;
        this.bits = bits;
        this.cookie = cookie;
        this.listener = listener;
        known = remember ? new HashMap<>() : null;
    }

    long cookie() {
        return cookie;
    }

    CMapListener listener() {
        return listener;
    }

    /** Begins at the node, and remembers what is there. */
    synchronized void begin(Connection c) throws ChorosException {
        // events wait for us: those from before we have read are nothing new to what we remember
        track(c);
        if (known != null) {
            known.putAll(read(c));
        }
    }

    /** Begins at another node. */
    void track(Connection c) throws ChorosException {
        ByteBuffer reply = c.call(new CmapRequest.TrackAdd(key, bits, cookie));
        handle = c.decoded(CmapReply.TrackAdd.decode(reply)).handle();
        connection = c;
    }

    /** Ends at the node, if it began at the one that is there. */
    void end() throws ChorosException {
        if (connection != null && connection.connected()) {
            connection.call(new CmapRequest.TrackDelete(handle));
        }
    }

    private Map<String, CMapValue> read(Connection c) throws ChorosException {
        Map<String, CMapValue> values = new HashMap<>();
        if ((bits & CmapRequest.TRACK_PREFIX) == 0) {
            CMapCalls.find(c, key).ifPresent(v -> values.put(key, v));
            return values;
        }
        for (CMapKey each : CMapCalls.keys(c, key)) {
            // one that is gone by now is told by an event
            CMapCalls.find(c, each.name()).ifPresent(v -> values.put(each.name(), v));
        }
        return values;
    }

    /** Whether the listener is to hear of it; what it then knows is remembered. */
    boolean isNews(CMapEvent event) {
        return known == null || remembered(event);
    }

    private synchronized boolean remembered(CMapEvent event) {
        CMapValue now = event.newValue().orElse(null);
        CMapValue before = now == null ? known.remove(event.key()) : known.put(event.key(), now);
        // what happened between our tracking and our reading is among the differences already
        return !overlap || (now == null ? before != null : !now.equals(before));
    }

    /** What has become different since the last connection, in the order of the keys. */
    synchronized List<CMapEvent> differences(Connection c) throws ChorosException {
        Map<String, CMapValue> values = read(c);
        TreeSet<String> names = new TreeSet<>(Comparator.naturalOrder());
        names.addAll(known.keySet());
        names.addAll(values.keySet());
        List<CMapEvent> events = new ArrayList<>();
        for (String name : names) {
            CMapValue before = known.get(name);
            CMapValue now = values.get(name);
            Change change = before == null ? Change.ADD : now == null ? Change.DELETE : Change.MODIFY;
            if ((bits & change.bit()) != 0 && (now == null || !now.equals(before))) {
                events.add(new CMapEvent(name, change, Optional.ofNullable(now), Optional.ofNullable(before)));
            }
        }
        known.clear();
        known.putAll(values);
        overlap = true;
        return events;
    }

    synchronized void caughtUp() {
        overlap = false;
    }
}
