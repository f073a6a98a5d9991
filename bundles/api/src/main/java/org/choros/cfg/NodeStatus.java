package org.choros.cfg;

import java.util.List;

/**
 * How a node is reached.
 *
 * @param nodeId the node
 * @param reachable whether it is in the ring
 * @param remote whether it is a remote node
 * @param external whether it is an external node
 * @param onwireMin lowest version of the link protocol that it can speak, 0 when unknown
 * @param onwireMax highest version, 0 when unknown
 * @param onwireVersion the version in use, 0 when unknown
 * @param links the links by their numbers; those without meaning are not enabled
 */
public record NodeStatus(int nodeId, boolean reachable, boolean remote, boolean external, int onwireMin, int onwireMax,
        int onwireVersion, List<Link> links) {
    /**
     * One link towards a node.
     *
     * @param enabled whether it is configured
     * @param connected whether it is up
     * @param dynconnected whether it was made on the fly
     * @param mtu its data MTU in bytes
     * @param source our address, may be empty
     * @param destination its address, may be empty
     */
    public record Link(boolean enabled, boolean connected, boolean dynconnected, int mtu, String source,
            String destination) {
    }
}
