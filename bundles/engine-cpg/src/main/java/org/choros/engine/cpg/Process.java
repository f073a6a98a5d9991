package org.choros.engine.cpg;

/**
 * One process in one group.
 *
 * @param nodeId its node
 * @param pid itself, as it names itself
 * @param group the group
 */
record Process(int nodeId, int pid, GroupName group) {
    /** Orders by node and process only, both unsigned: a process's groups stay in the order in which it joined them. */
    static int compare(Process a, Process b) {
        int nodes = Integer.compareUnsigned(a.nodeId, b.nodeId);
        return nodes != 0 ? nodes : Integer.compareUnsigned(a.pid, b.pid);
    }
}
