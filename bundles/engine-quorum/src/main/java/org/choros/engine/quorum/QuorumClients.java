package org.choros.engine.quorum;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.QuorumState;
import org.choros.spi.engine.RingIdentity;
import org.choros.wire.ipc.BareReply;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcReply;
import org.choros.wire.ipc.IpcRingId;
import org.choros.wire.ipc.QuorumReply;
import org.choros.wire.ipc.QuorumRequest;

/**
 * The clients of the quorum service. One of model 0 gets event 3 only, one of model 1 events 6 and 7 only: a library
 * that meets an event it does not know gives its connection up.
 */
final class QuorumClients {
    /** Number of request ids in 2.4. */
    static final int COUNT_2 = 4;
    /** Number of request ids in 3.1. */
    static final int COUNT_3 = 5;
    private static final int TRACK_CURRENT = 1;
    private static final int TRACK_CHANGES = 2;
    private static final int TRACK_CHANGES_ONLY = 4;
    private static final int MODEL_1 = 1;
    private static final int[] NOBODY = {};

    private final QuorumEngine engine;
    private final int dialect;
    private final Deque<Client> trackers = new ArrayDeque<>();

    private static final class Client {
        private final ClientSession session;
        private boolean model1;
        private boolean tracking;

        Client(ClientSession session) {
            this.session = session;
        }
    }

    QuorumClients(QuorumEngine engine, int dialect) {
        this.engine = engine;
        this.dialect = dialect;
    }

    void connected(ClientSession session) {
        session.attach(new Client(session));
    }

    private Client client(ClientSession session) {
        Client c = session.attachment();
        if (c == null) {
            connected(session);
            c = session.attachment();
        }
        return c;
    }

    void forget(ClientSession session) {
        Client c = session.attachment();
        if (c != null) {
            trackers.remove(c);
        }
    }

    void on(ClientSession session, ByteBuffer message) {
        Client c = client(session);
        QuorumRequest request = QuorumRequest.decode(message);
        IpcReply reply;
        if (request instanceof QuorumRequest.GetQuorate) {
            reply = new QuorumReply.Quorate(IpcError.OK, engine.state().quorate());
        } else if (request instanceof QuorumRequest.TrackStart r) {
            reply = new BareReply(QuorumReply.TRACKSTART, trackStart(c, r.flags()));
        } else if (request instanceof QuorumRequest.TrackStop) {
            trackers.remove(c);
            c.tracking = false;
            reply = new BareReply(QuorumReply.TRACKSTOP, IpcError.OK);
        } else if (request instanceof QuorumRequest.GetType) {
            reply = new QuorumReply.Type(IpcError.OK, engine.state().provided());
        } else if (request instanceof QuorumRequest.ModelGetType r && dialect > 2) {
            reply = modelType(c, r.model());
        } else {
            reply = new BareReply(0, IpcError.INVALID_PARAM);
        }
        session.respond(reply.encode());
    }

    private IpcReply modelType(Client c, int model) {
        if (model < 0 || model > MODEL_1) {
            return new QuorumReply.ModelType(IpcError.INVALID_PARAM, engine.state().provided());
        }
        c.model1 = model == MODEL_1;
        return new QuorumReply.ModelType(IpcError.OK, engine.state().provided());
    }

    private int trackStart(Client c, int flags) {
        if ((flags & (TRACK_CURRENT | TRACK_CHANGES)) != 0) {
            if (c.model1) {
                c.session.event(nodeList(engine.committedRing(), engine.synchronised(), NOBODY, NOBODY).encode());
            }
            c.session.event(quorum(c.model1).encode());
        }
        if (c.tracking) {
            return IpcError.EXIST;
        }
        if ((flags & (TRACK_CHANGES | TRACK_CHANGES_ONLY)) != 0) {
            c.tracking = true;
            trackers.addFirst(c);
        }
        return IpcError.OK;
    }

    void tellQuorum() {
        for (Client c : trackers) {
            c.session.event(quorum(c.model1).encode());
        }
    }

    void tellNodeList(RingIdentity ring, int[] members, int[] joined, int[] left) {
        for (Client c : trackers) {
            if (c.model1) {
                c.session.event(nodeList(ring, members, joined, left).encode());
            }
        }
    }

    private IpcReply quorum(boolean model1) {
        QuorumState s = engine.state();
        return model1
                ? new QuorumReply.V1Quorum(IpcError.OK, s.quorate(), ringId(s.ring()), s.members())
                : new QuorumReply.V0Notification(IpcError.OK, s.quorate(), s.ring().seq(), s.members());
    }

    private static IpcReply nodeList(RingIdentity ring, int[] members, int[] joined, int[] left) {
        return new QuorumReply.V1NodeList(IpcError.OK, ringId(ring), members, joined, left);
    }

    private static IpcRingId ringId(RingIdentity ring) {
        return new IpcRingId(ring.nodeId(), ring.seq());
    }
}
