package org.choros.map.core;

import java.util.Arrays;

import org.choros.map.MapEntry;
import org.choros.map.MapVersion;

/**
 * What a map knows of a key: a value, or that it was deleted. The array is shared, nobody writes into it.
 *
 * @param value the value, null for a deletion
 * @param version when it was written
 */
public record Item(byte[] value, MapVersion version) {

    static Item deleted(MapVersion version) {
        return new Item(null, version);
    }

    boolean tombstone() {
        return value == null;
    }

    /**
     * @param key its key
     * @return it for the world outside; not for a deletion
     */
    public MapEntry entry(String key) {
        return new MapEntry(key, value.clone(), version);
    }

    boolean same(Item other) {
        return version.equals(other.version) && Arrays.equals(value, other.value);
    }

    /**
     * The one that stays when states meet. Equal versions come from a process that lost its memory and counted anew.
     */
    static Item later(Item a, Item b) {
        int order = a.version.compareTo(b.version);
        if (order == 0) {
            order = a.tombstone() || b.tombstone()
                    ? Boolean.compare(a.tombstone(), b.tombstone())
                    : Arrays.compareUnsigned(a.value, b.value);
        }
        return order >= 0 ? a : b;
    }
}
