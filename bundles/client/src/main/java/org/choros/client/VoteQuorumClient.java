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
import org.choros.wire.ipc.VoteQuorumReply;
import org.choros.wire.ipc.VoteQuorumRequest;

/**
 * {@link VoteQuorum} over IPC. When it was connected again, the listener is told the state of that moment; a quorum
 * device has to be registered again by whom it belongs to.
 */
public final class VoteQuorumClient implements VoteQuorum, Dispatching {
    private static final long CONTEXT = 1;

    private final State state = new State();
    private final Session session;

    VoteQuorumClient(ClientOptions options) throws ChorosException {
        session = new Session(IpcService.VOTEQUORUM.ipcName(), options, state);
    }

    @Override
    public VoteInfo info(int nodeId) throws ChorosException {
        ByteBuffer message = session.call(new VoteQuorumRequest.GetInfo(nodeId));
        VoteQuorumReply.Info info = session.decoded(VoteQuorumReply.Info.decode(message));
        return new VoteInfo(info.nodeId(), NodeState.of(info.state()), info.votes(), info.expectedVotes(),
                info.highestExpected(), info.totalVotes(), info.quorum(), info.flags(), info.deviceVotes(),
                info.deviceName());
    }

    @Override
    public void setExpected(int expectedVotes) throws ChorosException {
        session.call(new VoteQuorumRequest.SetExpected(expectedVotes));
    }

    @Override
    public void setVotes(int nodeId, int votes) throws ChorosException {
        session.call(new VoteQuorumRequest.SetVotes(votes, nodeId));
    }

    @Override
    public Tracking track(VoteQuorumListener listener) throws ChorosException {
        return track(listener, TrackKind.CHANGES);
    }

    /**
     * Hears of votes and nodes.
     *
     * @param listener who hears of them; one at a time
     * @param kind of what
     * @return the tracking
     * @throws ChorosException EXIST when there is a listener
     */
    public Tracking track(VoteQuorumListener listener, TrackKind kind) throws ChorosException {
        return state.tracking.track(session, kind, listener);
    }

    @Override
    public void registerDevice(String name) throws ChorosException {
        session.call(new VoteQuorumRequest.DeviceRegister(name));
    }

    @Override
    public void unregisterDevice(String name) throws ChorosException {
        session.call(new VoteQuorumRequest.DeviceUnregister(name));
    }

    @Override
    public void renameDevice(String oldName, String newName) throws ChorosException {
        session.call(new VoteQuorumRequest.DeviceUpdate(oldName, newName));
    }

    @Override
    public void pollDevice(String name, boolean castVote, RingId ringId) throws ChorosException {
        IpcRingId id = new IpcRingId(ringId.nodeId(), ringId.seq());
        session.call(new VoteQuorumRequest.DevicePoll(name, castVote, id));
    }

    @Override
    public void deviceMasterWins(String name, boolean allow) throws ChorosException {
        session.call(new VoteQuorumRequest.DeviceMasterWins(name, allow));
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public void close() {
        session.close();
    }

    private static final class State implements ServiceState, SingleListener.Starts {
        private final SingleListener<VoteQuorumListener> tracking = new SingleListener<>(this,
                new VoteQuorumRequest.TrackStop());

        @Override
        public IpcMessage start(Connection connection, int flags) {
            return new VoteQuorumRequest.TrackStart(CONTEXT, flags);
        }

        @Override
        public void restore(Connection fresh) throws ChorosException {
            tracking.restore(fresh);
        }

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
