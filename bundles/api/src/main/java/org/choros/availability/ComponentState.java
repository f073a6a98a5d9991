package org.choros.availability;

/**
 * How a component of a unit is for a workload.
 *
 * @param name its name
 * @param presence whether it is there
 * @param restarts how often it was started again by itself
 * @param cause why it failed last; empty for never
 */
public record ComponentState(String name, Presence presence, int restarts, String cause) {
}
