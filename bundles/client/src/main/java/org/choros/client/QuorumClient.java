package org.choros.client;

import java.nio.ByteBuffer;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.base.RingId;
import org.choros.base.Tracking;
import org.choros.quorum.Quorum;
import org.choros.quorum.QuorumListener;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;
import org.choros.wire.ipc.IpcRingId;
import org.choros.wire.ipc.IpcService;
import org.choros.wire.ipc.QuorumReply;
import org.choros.wire.ipc.QuorumRequest;

/**
 * {@link Quorum} over IPC: in model 1, or in model 0 where that is wanted and with nodes that know no other. When it
 * was connected again, the listener is told the state of that moment.
 */
public final class QuorumClient implements Quorum, Dispatching {
    private final State state;
    private final Session session;

    QuorumClient(ClientOptions options, QuorumModel wanted) throws ChorosException {
        state = new State(options, wanted);
        session = new Session(IpcService.QUORUM.ipcName(), options, state);
    }

    @Override
    public boolean quorate() throws ChorosException {
        return session.decoded(QuorumReply.Quorate.decode(session.call(new QuorumRequest.GetQuorate()))).quorate();
    }

    @Override
    public boolean hasProvider() {
        return state.provider;
    }

    /** @return the model in use */
    public QuorumModel model() {
        return state.model;
    }

    @Override
    public Tracking track(QuorumListener listener) throws ChorosException {
        return track(listener, TrackKind.CHANGES);
    }

    /**
     * Hears of quorum.
     *
     * @param listener who hears of it; one at a time
     * @param kind of what
     * @return the tracking
     * @throws ChorosException EXIST when there is a listener
     */
    public Tracking track(QuorumListener listener, TrackKind kind) throws ChorosException {
        return state.tracking.track(session, kind, listener);
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
        private final ClientOptions options;
        private final QuorumModel wanted;
        private final SingleListener<QuorumListener> tracking = new SingleListener<>(this,
                new QuorumRequest.TrackStop());
        private volatile QuorumModel model;
        private volatile boolean provider;

        State(ClientOptions options, QuorumModel wanted) {
            this.options = options;
            this.wanted = wanted;
        }

        @Override
        public IpcMessage start(Connection connection, int flags) {
            return new QuorumRequest.TrackStart(flags);
        }

        @Override
        public void restore(Connection fresh) throws ChorosException {
            if (wanted == QuorumModel.V0 || NodeVersion.isOld(options, fresh) || !restoreV1(fresh)) {
                QuorumReply.Type type = QuorumReply.Type.decode(fresh.call(new QuorumRequest.GetType()));
                provider = fresh.decoded(type).provider();
                model = QuorumModel.V0;
            }
            tracking.restore(fresh);
        }

        private boolean restoreV1(Connection fresh) throws ChorosException {
            ByteBuffer reply = fresh.exchange(new QuorumRequest.ModelGetType(QuorumRequest.MODEL_V1));
            int error = IpcMessage.errorOf(reply);
            if (error == IpcError.INVALID_PARAM) {
                return false;
            }
            if (error != IpcError.OK) {
                throw new ChorosException(CsError.of(error), "quorum refuses the model");
            }
            provider = fresh.decoded(QuorumReply.ModelType.decode(reply)).provider();
            model = QuorumModel.V1;
            return true;
        }

        @Override
        public void event(ByteBuffer message) {
            QuorumListener listener = tracking.get();
            if (listener == null) {
                return;
            }
            switch (IpcMessage.idOf(message)) {
                case QuorumReply.V0Notification.ID -> v0(listener, QuorumReply.V0Notification.decode(message));
                case QuorumReply.V1Quorum.ID -> v1(listener, QuorumReply.V1Quorum.decode(message));
                case QuorumReply.V1NodeList.ID -> nodes(listener, QuorumReply.V1NodeList.decode(message));
                default -> {
                    // an event of a newer node
                }
            }
        }

        private static void v0(QuorumListener listener, QuorumReply.V0Notification event) {
            if (event != null) {
                listener.quorum(event.quorate(), new RingId(0, event.ringSeq()), event.view());
            }
        }

        private static void v1(QuorumListener listener, QuorumReply.V1Quorum event) {
            if (event != null) {
                listener.quorum(event.quorate(), ringId(event.ringId()), event.view());
            }
        }

        private static void nodes(QuorumListener listener, QuorumReply.V1NodeList event) {
            if (event != null) {
                listener.nodes(ringId(event.ringId()), event.members(), event.joined(), event.left());
            }
        }

        private static RingId ringId(IpcRingId id) {
            return new RingId(id.nodeId(), id.seq());
        }
    }
}
