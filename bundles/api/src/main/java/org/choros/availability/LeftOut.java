package org.choros.availability;

/**
 * A group that is declared and not in use.
 *
 * @param name its name
 * @param why why not, in words
 */
public record LeftOut(String name, String why) {
}
