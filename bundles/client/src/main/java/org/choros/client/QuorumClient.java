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

/** {@link Quorum} over IPC: in model 1, or in model 0 with nodes that know no other. */
public final class QuorumClient implements Quorum, Dispatching {
    private final Connection connection;
    private final boolean provider;
    private final SingleListener<QuorumListener> tracking;

    private QuorumClient(Connection connection, boolean provider) {
        this.connection = connection;
        this.provider = provider;
        int flags = QuorumRequest.TRACK_CURRENT | QuorumRequest.TRACK_CHANGES;
        tracking = new SingleListener<>(connection, new QuorumRequest.TrackStart(flags), new QuorumRequest.TrackStop(),
                new Events());
    }

    static QuorumClient open(ClientOptions options) throws ChorosException {
        Connection connection = Connection.open(IpcService.QUORUM, options);
        boolean done = false;
        try {
            QuorumClient client = new QuorumClient(connection, provider(connection, NodeVersion.isOld(options)));
            done = true;
            return client;
        } finally {
            if (!done) {
                connection.close();
            }
        }
    }

    private static boolean provider(Connection connection, boolean old) throws ChorosException {
        if (!old) {
            ByteBuffer model = connection.exchange(new QuorumRequest.ModelGetType(QuorumRequest.MODEL_V1));
            int error = IpcMessage.errorOf(model);
            if (error == IpcError.OK) {
                return connection.decoded(QuorumReply.ModelType.decode(model)).provider();
            }
            if (error != IpcError.INVALID_PARAM) {
                throw new ChorosException(CsError.of(error), "quorum refuses the model");
            }
        }
        ByteBuffer type = connection.call(new QuorumRequest.GetType());
        return connection.decoded(QuorumReply.Type.decode(type)).provider();
    }

    @Override
    public boolean quorate() throws ChorosException {
        ByteBuffer reply = connection.call(new QuorumRequest.GetQuorate());
        return connection.decoded(QuorumReply.Quorate.decode(reply)).quorate();
    }

    @Override
    public boolean hasProvider() {
        return provider;
    }

    @Override
    public Tracking track(QuorumListener listener) throws ChorosException {
        return tracking.track(listener);
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
