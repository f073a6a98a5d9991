package org.choros.shell.nodes;

/**
 * A node of the framework that serves.
 *
 * @param name its name, as its services have it
 * @param nodeId its id
 * @param cluster the name of its cluster, empty when it has none
 */
public record NodeName(String name, long nodeId, String cluster) {
}
