package org.choros.client;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

import org.choros.base.ChorosException;
import org.choros.base.RingId;
import org.choros.base.Tracking;
import org.choros.quorum.NodeState;
import org.choros.quorum.VoteInfo;
import org.choros.quorum.VoteQuorum;
import org.choros.quorum.VoteQuorumListener;
import org.choros.wire.ipc.IpcMessage;
import org.choros.wire.ipc.IpcRingId;
import org.choros.wire.ipc.IpcService;
import org.choros.wire.ipc.QuorumRequest;
import org.choros.wire.ipc.VoteQuorumReply;
import org.choros.wire.ipc.VoteQuorumRequest;

/** {@link VoteQuorum} over IPC. */
public final class VoteQuorumClient implements VoteQuorum, Dispatching {
    private static final long CONTEXT = 1;

    private final Connection connection;
    private final SingleListener<VoteQuorumListener> tracking;

    VoteQuorumClient(ClientOptions options) throws ChorosException {
        connection = Connection.open(IpcService.VOTEQUORUM, options);
        int flags = QuorumRequest.TRACK_CURRENT | QuorumRequest.TRACK_CHANGES;
        tracking = new SingleListener<>(connection, new VoteQuorumRequest.TrackStart(CONTEXT, flags),
                new VoteQuorumRequest.TrackStop(), new Events());
    }

    @Override
    public VoteInfo info(int nodeId) throws ChorosException {
        ByteBuffer message = connection.call(new VoteQuorumRequest.GetInfo(nodeId));
        VoteQuorumReply.Info info = connection.decoded(VoteQuorumReply.Info.decode(message));
        return new VoteInfo(info.nodeId(), NodeState.of(info.state()), info.votes(), info.expectedVotes(),
                info.highestExpected(), info.totalVotes(), info.quorum(), info.flags(), info.deviceVotes(),
                info.deviceName());
    }

    @Override
    public void setExpected(int expectedVotes) throws ChorosException {
        connection.call(new VoteQuorumRequest.SetExpected(expectedVotes));
    }

    @Override
    public void setVotes(int nodeId, int votes) throws ChorosException {
        connection.call(new VoteQuorumRequest.SetVotes(votes, nodeId));
    }

    @Override
    public Tracking track(VoteQuorumListener listener) throws ChorosException {
        return tracking.track(listener);
    }

    @Override
    public void registerDevice(String name) throws ChorosException {
        connection.call(new VoteQuorumRequest.DeviceRegister(name));
    }

    @Override
    public void unregisterDevice(String name) throws ChorosException {
        connection.call(new VoteQuorumRequest.DeviceUnregister(name));
    }

    @Override
    public void renameDevice(String oldName, String newName) throws ChorosException {
        connection.call(new VoteQuorumRequest.DeviceUpdate(oldName, newName));
    }

    @Override
    public void pollDevice(String name, boolean castVote, RingId ringId) throws ChorosException {
        IpcRingId id = new IpcRingId(ringId.nodeId(), ringId.seq());
        connection.call(new VoteQuorumRequest.DevicePoll(name, castVote, id));
    }

    @Override
    public void deviceMasterWins(String name, boolean allow) throws ChorosException {
        connection.call(new VoteQuorumRequest.DeviceMasterWins(name, allow));
    }

    @Override
    public int dispatch(int timeoutMs) throws ChorosException {
        return connection.dispatch(timeoutMs, tracking.handler());
    }

    @Override
    public int fd() {
        return connection.fd();
    }

    @Override
    public boolean connected() {
        return connection.connected();
    }

    @Override
    public void close() {
        connection.close();
    }

    private final class Events implements Connection.EventHandler {
        @Override
        public void event(ByteBuffer message) {
            VoteQuorumListener listener = tracking.get();
            if (listener == null) {
                return;
            }
            switch (IpcMessage.idOf(message)) {
                case VoteQuorumReply.QuorumNotification.ID ->
                    quorum(listener, VoteQuorumReply.QuorumNotification.decode(message));
                case VoteQuorumReply.NodeListNotification.ID ->
                    nodes(listener, VoteQuorumReply.NodeListNotification.decode(message));
                case VoteQuorumReply.ExpectedVotesNotification.ID ->
                    expected(listener, VoteQuorumReply.ExpectedVotesNotification.decode(message));
                default -> {
                    // an event of a newer node
                }
            }
        }

        private static void quorum(VoteQuorumListener listener, VoteQuorumReply.QuorumNotification event) {
            if (event == null) {
                return;
            }
            Map<Integer, NodeState> nodes = new LinkedHashMap<>();
            for (VoteQuorumReply.QuorumNotification.Node node : event.nodes()) {
                nodes.put(node.nodeId(), NodeState.of(node.state()));
            }
            listener.quorum(event.quorate(), nodes);
        }

        private static void nodes(VoteQuorumListener listener, VoteQuorumReply.NodeListNotification event) {
            if (event != null) {
                listener.nodes(new RingId(event.ringId().nodeId(), event.ringId().seq()), event.nodes());
            }
        }

        private static void expected(VoteQuorumListener listener, VoteQuorumReply.ExpectedVotesNotification event) {
            if (event != null) {
                listener.expectedVotes(event.expectedVotes());
            }
        }
    }
}
