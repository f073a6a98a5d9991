package org.choros.engine.quorum;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.RingIdentity;
import org.choros.wire.exec.VoteNodeInfo;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcReply;
import org.choros.wire.ipc.IpcRingId;
import org.choros.wire.ipc.VoteQuorumReply;

/** The clients that track votequorum, and what they are told. The newest hears first, as in corosync. */
final class VoteClients {
    private final Deque<Tracker> trackers = new ArrayDeque<>();
    private final Electorate electorate;

    private record Tracker(ClientSession session, long context) {
    }

    VoteClients(Electorate electorate) {
        this.electorate = electorate;
    }

    boolean tracking(ClientSession session) {
        return session.attachment() != null;
    }

    void track(ClientSession session, long context) {
        Tracker t = new Tracker(session, context);
        session.attach(t);
        trackers.addFirst(t);
    }

    /**
     * @param session a client
     * @return whether it tracked
     */
    boolean forget(ClientSession session) {
        Tracker t = session.attachment();
        session.attach(null);
        return t != null && trackers.remove(t);
    }

    void tellNodeList(RingIdentity ring) {
        for (Tracker t : trackers) {
            t.session.event(nodeList(ring, t.context).encode());
        }
    }

    void tellQuorum() {
        for (Tracker t : trackers) {
            t.session.event(quorum(t.context).encode());
        }
    }

    void tellExpectedVotes() {
        for (Tracker t : trackers) {
            t.session.event(new VoteQuorumReply.ExpectedVotesNotification(IpcError.OK, t.context,
                    (int) electorate.us().expected).encode());
        }
    }

    IpcReply nodeList(RingIdentity ring, long context) {
        return new VoteQuorumReply.NodeListNotification(IpcError.OK, context,
                new IpcRingId(ring.nodeId(), ring.seq()), electorate.members());
    }

    IpcReply quorum(long context) {
        List<VoteQuorumReply.QuorumNotification.Node> nodes = new ArrayList<>();
        for (VoteNode n : electorate.nodes()) {
            nodes.add(new VoteQuorumReply.QuorumNotification.Node(n.id, n.state.code()));
        }
        if (electorate.us().has(VoteNodeInfo.DEVICE_REGISTERED)) {
            VoteNode device = electorate.device();
            nodes.add(new VoteQuorumReply.QuorumNotification.Node(device.id, device.state.code()));
        }
        return new VoteQuorumReply.QuorumNotification(IpcError.OK, electorate.quorate(), context, nodes);
    }
}
