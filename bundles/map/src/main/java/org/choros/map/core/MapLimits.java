package org.choros.map.core;

import org.choros.map.ReplicatedMap;

/**
 * The bounds of a map. All of its members have to have the same ones.
 *
 * @param entries most entries
 * @param bytes most bytes of keys and values
 * @param tombstones most deletions that are remembered
 * @param pending most writes of one member under way
 * @param pendingBytes most bytes of such writes
 * @param chunkBytes from when on a piece of state is long enough
 */
public record MapLimits(int entries, long bytes, int tombstones, int pending, long pendingBytes, int chunkBytes) {
    /** Those that are documented. */
    public static final MapLimits STANDARD = new MapLimits(ReplicatedMap.ENTRIES_MAX, ReplicatedMap.BYTES_MAX,
            ReplicatedMap.TOMBSTONES_MAX, ReplicatedMap.PENDING_MAX, ReplicatedMap.PENDING_BYTES_MAX, 1 << 16);
}
