package org.choros.node.isolation;

/**
 * What does not change about a node, and what an engine sees that is being loaded.
 *
 * @param dialect the dialect, 2 or 3
 * @param localNodeId our node id
 * @param longestMessage the longest message that the ring carries, in bytes
 * @param sight the node at this moment
 */
public record NodeFacts(int dialect, int localNodeId, int longestMessage, Sight sight) {
}
