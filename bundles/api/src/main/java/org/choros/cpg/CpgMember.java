package org.choros.cpg;

/**
 * A process of a group.
 *
 * @param nodeId its node, unsigned
 * @param pid its process id, as it names itself
 */
public record CpgMember(int nodeId, int pid) {
    /** @return node id and process id: {@code 2:4711} */
    @Override
    public String toString() {
        return Integer.toUnsignedString(nodeId) + ":" + Integer.toUnsignedString(pid);
    }
}
