package org.choros.map.core;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

import org.choros.map.MapVersion;

/**
 * Deletions that are remembered, so that none is undone by a partition that has not heard of it. At the bound the
 * oldest one is forgotten and its version becomes the horizon: of other partitions, whatever we do not have and is
 * not younger counts as deleted. So no deletion comes back; rather an addition of the other side is lost.
 */
final class Tombstones {
    private final int max;
    private final Map<String, MapVersion> versions = new HashMap<>();
    private final TreeSet<Grave> byAge = new TreeSet<>();
    private MapVersion horizon;

    private record Grave(MapVersion version, String key) implements Comparable<Grave> {
        private static final Comparator<Grave> ORDER = Comparator.comparing(Grave::version).thenComparing(Grave::key);

        @Override
        public int compareTo(Grave other) {
            return ORDER.compare(this, other);
        }
    }

    Tombstones(int max, MapVersion horizon) {
        this.max = max;
        this.horizon = horizon;
    }

    void add(String key, MapVersion version) {
        forget(key);
        versions.put(key, version);
        byAge.add(new Grave(version, key));
        if (byAge.size() > max) {
            Grave oldest = byAge.pollFirst();
            versions.remove(oldest.key());
            horizon = horizon.compareTo(oldest.version()) >= 0 ? horizon : oldest.version();
        }
    }

    /** The key is there again. */
    void forget(String key) {
        MapVersion version = versions.remove(key);
        if (version != null) {
            byAge.remove(new Grave(version, key));
        }
    }

    MapVersion of(String key) {
        return versions.get(key);
    }

    Map<String, MapVersion> all() {
        return versions;
    }

    MapVersion horizon() {
        return horizon;
    }

    int size() {
        return versions.size();
    }
}
