package org.choros.engine.cpg;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who is in which group, the same on every node of the ring: all processes ordered by node and process, and the groups
 * that have members or clients of ours.
 */
final class ProcessTable {
    /** More processes in groups than this are not taken in; every node stops at the same one. */
    static final int MAX = 65_536;

    private final List<Process> processes = new ArrayList<>();
    private final Map<GroupName, Group> groups = new HashMap<>();

    List<Process> processes() {
        return processes;
    }

    boolean isFull() {
        return processes.size() >= MAX;
    }

    /** The group of this name, null when nobody is in it and none of our clients waits to be. */
    Group group(GroupName name) {
        return groups.get(name);
    }

    Group groupOrNew(GroupName name) {
        return groups.computeIfAbsent(name, Group::new);
    }

    boolean contains(int nodeId, int pid, GroupName name) {
        Group group = groups.get(name);
        return group != null && group.find(nodeId, pid) != null;
    }

    /** Takes a process in; it must not be there. */
    Group add(Process process) {
        insert(processes, process);
        Group group = groupOrNew(process.group());
        insert(group.members(), process);
        return group;
    }

    private static void insert(List<Process> sorted, Process process) {
        int low = 0;
        int high = sorted.size();
        while (low < high) {
            int middle = low + high >>> 1;
            if (Process.compare(sorted.get(middle), process) > 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        sorted.add(low, process);
    }

    /** Takes processes of one group out. */
    void removeAll(Group group, List<Process> gone) {
        Set<Process> set = new HashSet<>(gone);
        processes.removeAll(set);
        group.members().removeAll(set);
        forgetIfEmpty(group);
    }

    void forgetIfEmpty(Group group) {
        if (group.isEmpty()) {
            groups.remove(group.name());
        }
    }
}
