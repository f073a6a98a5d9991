package org.choros.engine.cpg;

import java.util.ArrayList;
import java.util.List;

/** One group: who is in it everywhere, and which of our own clients are told of it. */
final class Group {
    private final GroupName name;
    // by node and process, as the table
    private final List<Process> members = new ArrayList<>();
    private final List<CpgClient> clients = new ArrayList<>();

    Group(GroupName name) {
        this.name = name;
    }

    GroupName name() {
        return name;
    }

    List<Process> members() {
        return members;
    }

    /** Our clients that have asked to join and have not left, joined already or not. */
    List<CpgClient> clients() {
        return clients;
    }

    Process find(int nodeId, int pid) {
        for (int i = 0; i < members.size(); i++) {
            Process p = members.get(i);
            if (p.nodeId() == nodeId && p.pid() == pid) {
                return p;
            }
        }
        return null;
    }

    boolean isEmpty() {
        return members.isEmpty() && clients.isEmpty();
    }
}
