package org.choros.spi.engine;

import java.util.List;

/**
 * How the transport reaches a node.
 *
 * @param nodeId the node
 * @param reachable whether the ring reaches it
 * @param remote whether it is a remote node (knet)
 * @param external whether it is an external node (knet)
 * @param onwireMin the lowest link protocol version it speaks, 0 to 255
 * @param onwireMax the highest
 * @param onwireVersion the one in use
 * @param links its links
 */
public record NodeStatus(int nodeId, boolean reachable, boolean remote, boolean external, int onwireMin, int onwireMax,
        int onwireVersion, List<Link> links) {
    /**
     * One link to a node.
     *
     * @param number the link number, 0 to 7
     * @param enabled whether it is configured
     * @param connected whether it is up
     * @param dynConnected whether it was made on the fly
     * @param mtu its data MTU in bytes
     * @param source our address on it
     * @param destination the node's address on it
     */
    public record Link(int number, boolean enabled, boolean connected, boolean dynConnected, int mtu, String source,
            String destination) {
    }
}
