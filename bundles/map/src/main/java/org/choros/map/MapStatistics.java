package org.choros.map;

/**
 * What a map has come to so far.
 *
 * @param members members of the group
 * @param entries entries
 * @param bytes bytes of keys and values
 * @param tombstones deletions that are remembered
 * @param pending writes of ours under way
 * @param badMessages messages of others that were no messages of a map, and were ignored
 * @param takenOver how often state was taken over from others
 * @param listenerFailures exceptions of listeners
 * @param missedEvents events that were left out because listeners were slow
 */
public record MapStatistics(int members, int entries, long bytes, int tombstones, int pending, long badMessages,
        long takenOver, long listenerFailures, long missedEvents) {
}
