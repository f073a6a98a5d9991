package org.choros.node.isolation;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;

/**
 * The node's map on its way to an engine's copy of it, and the engine's own keys on their way back. What has changed is
 * collected by key until the engine takes it: never more than the map has. When both sides have written one key, what
 * stands here is sent to the other side again: so both have the same in the end. For the ring thread.
 */
public final class MapFeed {
    private final IcMap map;
    private final IcMap.Tracking tracking;
    private final Set<String> engines = new HashSet<>();
    private Map<String, MapValue> pending = new LinkedHashMap<>();
    private long sent;
    private boolean applying;

    /**
     * @param map the node's map
     */
    public MapFeed(IcMap map) {
        this.map = map;
        tracking = map.track("", IcMap.ADD | IcMap.MODIFY | IcMap.DELETE | IcMap.PREFIX, this::changed);
    }

    /** @return a copy of the map as it is now; what changes from now on is collected */
    public IcMap copy() {
        IcMap copy = new IcMap();
        map.withPrefix("").forEach(copy::put);
        pending = new LinkedHashMap<>();
        return copy;
    }

    private void changed(int event, String key, MapValue value, MapValue old) {
        if (!applying) {
            pending.put(key, value);
        }
    }

    boolean isEmpty() {
        return pending.isEmpty();
    }

    /** Takes what has changed; null for keys that are gone. Its number is that of {@link #sent()} afterwards. */
    Map<String, MapValue> take() {
        Map<String, MapValue> taken = pending;
        pending = new LinkedHashMap<>();
        sent++;
        return taken;
    }

    long sent() {
        return sent;
    }

    /**
     * The engine has written a key of its own.
     *
     * @param key the key
     * @param value its value, null when it is gone
     * @param seen how much of what was sent the engine had seen
     */
    void write(String key, MapValue value, long seen) {
        applying = true;
        try {
            if (value == null) {
                engines.remove(key);
                map.remove(key);
            } else {
                engines.add(key);
                map.put(key, value);
            }
        } finally {
            applying = false;
        }
        if (seen < sent || pending.containsKey(key)) {
            repeat(key);
        }
    }

    /** The engine's copy is to be made right at this key. */
    void repeat(String key) {
        pending.put(key, map.get(key));
    }

    /** The engine goes: its keys with it, and nothing is collected any more. */
    public void close() {
        tracking.close();
        engines.forEach(map::remove);
        engines.clear();
        pending = new LinkedHashMap<>();
    }
}
