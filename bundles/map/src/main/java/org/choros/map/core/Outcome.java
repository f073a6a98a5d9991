package org.choros.map.core;

import org.choros.map.MapVersion;

/**
 * What a write has done.
 *
 * @param done whether it has changed the map
 * @param full whether it was refused, as there is no room
 * @param key the key that was meant, empty after a clear
 * @param version the version of the key's entry now
 * @param previous what was there before, null when nothing
 */
public record Outcome(boolean done, boolean full, String key, MapVersion version, Item previous) {
}
