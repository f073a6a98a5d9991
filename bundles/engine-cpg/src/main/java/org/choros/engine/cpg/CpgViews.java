package org.choros.engine.cpg;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.choros.spi.engine.EngineContext;
import org.choros.wire.exec.CpgProcLeave;
import org.choros.wire.ipc.CpgReply;
import org.choros.wire.ipc.CpgReply.Address;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcRingId;

/**
 * Changes the table and tells our clients: every change of a group is one event to each of its clients here, whose
 * member list differs from the one before by exactly its joined and left lists.
 */
final class CpgViews {
    /** Clients copy each list into this much room. */
    static final int LIST_MAX = 128;

    private final EngineContext context;
    private final ProcessTable table;
    private final List<CpgClient> clients;
    // the last event of it, null before the first
    private ByteBuffer ring;

    /**
     * @param context the node
     * @param table what is changed
     * @param clients all connections
     */
    CpgViews(EngineContext context, ProcessTable table, List<CpgClient> clients) {
        this.context = context;
        this.table = table;
        this.clients = clients;
    }

    /** Processes come into one group; they are not in it yet. */
    void join(GroupName name, List<Process> joined, int reason) {
        for (int from = 0; from < joined.size(); from += LIST_MAX) {
            List<Process> part = joined.subList(from, Math.min(from + LIST_MAX, joined.size()));
            Group group = table.groupOrNew(name);
            for (Process p : part) {
                table.add(p);
                if (p.nodeId() == context.localNodeId()) {
                    ownJoined(group, p.pid());
                }
            }
            tell(group, new CpgReply.Confchg(IpcError.OK, name.latin1(), members(group), List.of(),
                    addresses(part, reason)));
        }
    }

    private static void ownJoined(Group group, int pid) {
        for (CpgClient client : group.clients()) {
            if (client.pid() == pid) {
                client.joined();
            }
        }
    }

    /** Processes of one group are gone; they are in it still. */
    void leave(Group group, List<Process> left, int reason) {
        for (int from = 0; from < left.size(); from += LIST_MAX) {
            List<Process> part = left.subList(from, Math.min(from + LIST_MAX, left.size()));
            table.removeAll(group, part);
            tell(group, new CpgReply.Confchg(IpcError.OK, group.name().latin1(), members(group),
                    addresses(part, reason), List.of()));
        }
        if (reason == CpgProcLeave.LEAVE) {
            for (Process p : left) {
                if (p.nodeId() == context.localNodeId()) {
                    ownLeft(group, p.pid());
                }
            }
        }
        table.forgetIfEmpty(group);
    }

    // corosync 3.1 forgets to, and such a connection can never join again
    private static void ownLeft(Group group, int pid) {
        for (CpgClient client : List.copyOf(group.clients())) {
            if (client.pid() == pid && client.state() == CpgClient.State.LEAVE_STARTED) {
                client.left();
            }
        }
    }

    private void tell(Group group, CpgReply.Confchg change) {
        ByteBuffer event = change.encode();
        // a client that does not take it is disconnected, and off the list, in the middle of this
        for (CpgClient client : List.copyOf(group.clients())) {
            if (client.isTold()) {
                client.tellChange(event);
            }
        }
        if (ring != null) {
            for (CpgClient client : List.copyOf(clients)) {
                if (client.takeWantsRing()) {
                    client.tellRing(ring);
                }
            }
        }
    }

    /** The ring has synchronised: all clients are told, also those in no group. */
    void ring(IpcRingId id, int[] members) {
        ring = new CpgReply.TotemConfchg(IpcError.OK, id, members).encode();
        for (CpgClient client : List.copyOf(clients)) {
            client.tellRing(ring);
        }
    }

    private static List<Address> members(Group group) {
        List<Process> members = group.members();
        return addresses(members.subList(0, Math.min(LIST_MAX, members.size())), CpgReply.REASON_UNDEFINED);
    }

    private static List<Address> addresses(List<Process> processes, int reason) {
        List<Address> list = new ArrayList<>(processes.size());
        for (Process p : processes) {
            list.add(new Address(p.nodeId(), p.pid(), reason));
        }
        return list;
    }
}
