package org.choros.itests.checkers;

/**
 * A process in a process group.
 *
 * @param node the node
 * @param pid the process
 */
public record Address(int node, int pid) implements Comparable<Address> {
    @Override
    public int compareTo(Address other) {
        int byNode = Integer.compareUnsigned(node, other.node);
        return byNode != 0 ? byNode : Integer.compareUnsigned(pid, other.pid);
    }

    @Override
    public String toString() {
        return Integer.toUnsignedString(node) + ":" + Integer.toUnsignedString(pid);
    }
}
