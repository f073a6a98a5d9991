package org.choros.cmap;

/**
 * What an iteration tells of a key.
 *
 * @param name the key
 * @param type its value's type
 * @param length its value's length in bytes, a string's with its NUL; 0 when the node does not say
 */
public record CMapKey(String name, ValueType type, long length) {
}
