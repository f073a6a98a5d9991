package org.choros.engine.cpg;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.choros.wire.ipc.CpgReply;
import org.choros.wire.ipc.CpgRequest;
import org.choros.wire.ipc.IpcError;

/** The lists of groups and members that one client walks through; each is a snapshot. */
final class Iterations {
    /** A client that does not end its iterations gets no more than this at a time. */
    static final int MAX = 64;
    /** Spreads the handles, so that one of another connection is not one of ours. */
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private static final class Walk {
        private final List<Process> list;
        private int next;

        Walk(List<Process> list) {
            this.list = list;
        }
    }

    private final Map<Long, Walk> open = new HashMap<>();
    private long begun;

    /**
     * Begins one.
     *
     * @param request what to list
     * @param table of what
     * @param seed differs from connection to connection
     * @return the answer
     */
    CpgReply.IterationInitialize begin(CpgRequest.IterationInitialize request, ProcessTable table, long seed) {
        int type = request.type();
        if (type != CpgRequest.NAME_ONLY && type != CpgRequest.ONE_GROUP && type != CpgRequest.ALL) {
            return new CpgReply.IterationInitialize(IpcError.INVALID_PARAM, 0);
        }
        if (open.size() >= MAX) {
            return new CpgReply.IterationInitialize(IpcError.NO_MEMORY, 0);
        }
        // a client that does not ask for one group leaves the name uninitialised
        List<Process> wanted = type == CpgRequest.ONE_GROUP
                ? members(table, request.group())
                : grouped(table.processes(), type == CpgRequest.NAME_ONLY);
        begun++;
        // two clients never share the high half, one client never the low half
        long handle = seed * SPREAD << Integer.SIZE | begun & 0xFFFF_FFFFL;
        open.put(handle, new Walk(wanted));
        return new CpgReply.IterationInitialize(IpcError.OK, handle);
    }

    private static List<Process> members(ProcessTable table, String name) {
        Group group = table.group(new GroupName(name));
        // a snapshot: members come and go while it is walked through
        return group == null ? List.of() : listed(group.members());
    }

    /** In corosync's order: the first of a group, then its others from the last to the second. */
    private static List<Process> listed(List<Process> members) {
        List<Process> list = new ArrayList<>(members.size());
        if (!members.isEmpty()) {
            list.add(members.get(0));
            for (int i = members.size() - 1; i > 0; i--) {
                list.add(members.get(i));
            }
        }
        return list;
    }

    /** Groups from the one found last to the one found first. */
    private static List<Process> grouped(List<Process> processes, boolean namesOnly) {
        Map<GroupName, List<Process>> groups = new HashMap<>();
        List<GroupName> order = new ArrayList<>();
        Set<GroupName> seen = new HashSet<>();
        for (Process p : processes) {
            if (seen.add(p.group())) {
                order.add(p.group());
            }
            groups.computeIfAbsent(p.group(), g -> new ArrayList<>()).add(p);
        }
        List<Process> list = new ArrayList<>(namesOnly ? order.size() : processes.size());
        for (int i = order.size() - 1; i >= 0; i--) {
            if (namesOnly) {
                list.add(new Process(0, 0, order.get(i)));
            } else {
                list.addAll(listed(groups.get(order.get(i))));
            }
        }
        return list;
    }

    CpgReply.IterationNext next(long handle) {
        Walk walk = open.get(handle);
        if (walk == null) {
            return new CpgReply.IterationNext(IpcError.LIBRARY, "", 0, 0);
        }
        if (walk.next == walk.list.size()) {
            // who asks on begins anew, as with corosync
            walk.next = 0;
            return new CpgReply.IterationNext(IpcError.NO_SECTIONS, "", 0, 0);
        }
        Process p = walk.list.get(walk.next++);
        return new CpgReply.IterationNext(IpcError.OK, p.group().latin1(), p.nodeId(), p.pid());
    }

    /** Ends one; the error of the answer. */
    int end(long handle) {
        return open.remove(handle) == null ? IpcError.LIBRARY : IpcError.OK;
    }
}
