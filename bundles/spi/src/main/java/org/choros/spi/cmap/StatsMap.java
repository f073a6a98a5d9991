package org.choros.spi.cmap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The statistics map of a node (corosync 3.1): names whose values are read from the live counters when somebody asks.
 * The node fills it and offers it as an ability; the cmap engine serves it. Pure, for one thread.
 */
public final class StatsMap {
    /** What the keys begin with that clear counters when they are written. */
    public static final String CLEAR = "stats.clear.";
    /** Written as {@code stats.clear.all} it clears everything that can be cleared. */
    public static final String ALL = "all";

    private final NavigableMap<String, Supplier<MapValue>> sources = new TreeMap<>();
    private final Map<String, Runnable> clearers = new HashMap<>();
    private final List<MapListener> listeners = new ArrayList<>();

    /**
     * Publishes a counter.
     *
     * @param key a valid key
     * @param source reads its present value, never null and always of the same type
     */
    public void put(String key, Supplier<MapValue> source) {
        if (keep(key, source)) {
            tell(IcMap.ADD, key, source.get(), null);
        }
    }

    /**
     * Publishes a counter that listeners are not told of, neither that it appears nor that it goes.
     *
     * @param key a valid key
     * @param source reads its present value, never null and always of the same type
     */
    public void offer(String key, Supplier<MapValue> source) {
        keep(key, source);
    }

    private boolean keep(String key, Supplier<MapValue> source) {
        if (!IcMap.validKey(key)) {
            throw new IllegalArgumentException(key);
        }
        return sources.put(key, source) == null;
    }

    /**
     * Takes back what was offered.
     *
     * @param prefix what the keys begin with
     */
    public void withdraw(String prefix) {
        for (String key = next(prefix, null); key != null; key = next(prefix, key)) {
            sources.remove(key);
        }
    }

    /**
     * Takes back every counter whose name begins so, in the order of the names.
     *
     * @param prefix the beginning, for example that of one client's counters
     */
    public void removeAll(String prefix) {
        for (String key = next(prefix, null); key != null; key = next(prefix, key)) {
            MapValue last = sources.remove(key).get();
            tell(IcMap.DELETE, key, null, last);
        }
    }

    /**
     * @param key the key
     * @return its present value, or null
     */
    public MapValue get(String key) {
        Supplier<MapValue> source = sources.get(key);
        return source == null ? null : source.get();
    }

    /**
     * @param prefix a text, possibly empty
     * @param after the key to go on behind, or null to begin
     * @return the next key that begins with the text, or null
     */
    public String next(String prefix, String after) {
        String key = after == null ? sources.ceilingKey(prefix) : sources.higherKey(after);
        return key != null && key.startsWith(prefix) ? key : null;
    }

    /**
     * Says how a group of counters is cleared.
     *
     * @param group {@code knet}, {@code ipc}, {@code totem} or {@code schedmiss}
     * @param clearer clears it
     */
    public void onClear(String group, Runnable clearer) {
        clearers.put(group, clearer);
    }

    /**
     * Clears counters, as a write to a key below {@value #CLEAR} asks for.
     *
     * @param key the key that was written
     * @return false when the key clears nothing
     */
    public boolean clear(String key) {
        String group = key.startsWith(CLEAR) ? key.substring(CLEAR.length()) : "";
        switch (group) {
            case ALL -> clearers.values().forEach(Runnable::run);
            case "knet", "ipc", "totem", "schedmiss" -> clearers.getOrDefault(group, () -> {
            }).run();
            default -> {
                return false;
            }
        }
        return true;
    }

    /**
     * @param listener is told of every key that appears or goes
     */
    public void track(MapListener listener) {
        listeners.add(listener);
    }

    /**
     * @param listener whom to tell no more
     */
    public void untrack(MapListener listener) {
        listeners.remove(listener);
    }

    private void tell(int event, String key, MapValue value, MapValue old) {
        for (MapListener listener : listeners.toArray(new MapListener[0])) {
            listener.changed(event, key, value, old);
        }
    }
}
