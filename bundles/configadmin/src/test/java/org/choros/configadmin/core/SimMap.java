package org.choros.configadmin.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.choros.map.MapEntry;
import org.choros.map.MapVersion;

/** The map of one partition: writes in one order, which its members see sooner or later. */
final class SimMap {
    /** Removed entries have no value. */
    final Map<String, MapEntry> state = new HashMap<>();
    final List<MapEntry> log = new ArrayList<>();
    final List<Write> pending = new ArrayList<>();
    boolean writable;
    /** Number of the last ring in which it was quorate. */
    long term;
    private long counter;

    record Write(SimContainer from, String key, MapVersion expected, byte[] value) {
    }

    private MapVersion version(String key) {
        MapEntry entry = state.get(key);
        return entry == null || entry.value() == null ? MapVersion.NONE : entry.version();
    }

    /** Does a write; returns whether its condition held. */
    boolean apply(Write write) {
        if (!version(write.key()).equals(write.expected())) {
            return false;
        }
        MapEntry entry = new MapEntry(write.key(), write.value(), new MapVersion(++counter, write.from().id, 1));
        state.put(write.key(), entry);
        log.add(entry);
        return true;
    }

    /** Of each key the higher version. */
    void merge(SimMap other) {
        other.state.forEach((key, entry) -> state.merge(key, entry,
                (a, b) -> a.version().compareTo(b.version()) >= 0 ? a : b));
        counter = Math.max(counter, other.counter);
    }
}
