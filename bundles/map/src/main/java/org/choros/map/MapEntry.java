package org.choros.map;

/**
 * An entry as it was at one moment.
 *
 * @param key its key
 * @param value its value; a copy that belongs to who gets it
 * @param version its version
 */
public record MapEntry(String key, byte[] value, MapVersion version) {
}
