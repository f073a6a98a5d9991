package org.choros.engine.amf.model;

/**
 * The components of a group on one node.
 *
 * @param id group/name
 * @param node the node's id
 * @param rank its place among the units of the group; the lowest is the first
 */
public record Unit(String id, int node, int rank) {
}
