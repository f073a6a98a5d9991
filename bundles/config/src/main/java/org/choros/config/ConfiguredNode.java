package org.choros.config;

import java.net.InetAddress;
import java.util.List;

/**
 * One entry of the node list.
 *
 * @param position its number N in {@code nodelist.node.N}, -1 for a member of an old style {@code member} section
 * @param nodeId its id (unsigned), 0 when unknown
 * @param name its name, empty when it has none
 * @param addresses its address on each link by link number; an element is null where it has none or, in dialect 2,
 *            where the name did not resolve
 * @param votes {@code quorum_votes}, 1 by default
 */
public record ConfiguredNode(int position, int nodeId, String name, List<InetAddress> addresses, long votes) {
}
