package org.choros.map;

import java.util.Optional;

/**
 * What a write has come to.
 *
 * @param done whether it has changed the map; not when its condition did not hold, or there was nothing to remove
 * @param version the version of the key's entry after it, {@link MapVersion#NONE} when there is none; after a
 *            {@code clear} that of the clearing
 * @param previous the entry that was there before it
 */
public record WriteResult(boolean done, MapVersion version, Optional<MapEntry> previous) {
}
