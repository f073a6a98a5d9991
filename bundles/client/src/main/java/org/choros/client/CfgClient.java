package org.choros.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.choros.base.ChorosException;
import org.choros.base.Tracking;
import org.choros.cfg.Cfg;
import org.choros.cfg.NodeStatus;
import org.choros.cfg.RingStatus;
import org.choros.cfg.ShutdownListener;
import org.choros.cfg.ShutdownMode;
import org.choros.wire.ipc.CfgReply;
import org.choros.wire.ipc.CfgRequest;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcMessage;
import org.choros.wire.ipc.IpcService;
import org.choros.wire.ipc.QuorumRequest;

/** {@link Cfg} over IPC. When it was connected again, the listener has its say in shutdowns of that node. */
public final class CfgClient implements Cfg, Dispatching {
    private final ClientOptions options;
    private final State state = new State();
    private final Session session;

    CfgClient(ClientOptions options) throws ChorosException {
        this.options = options;
        session = new Session(IpcService.CFG.ipcName(), options, state);
    }

    /** A request that only nodes of corosync 3 survive. */
    private final class OnlyNew implements Session.Call<ByteBuffer> {
        private final String what;
        private final CfgRequest request;

        OnlyNew(String what, CfgRequest request) {
            this.what = what;
            this.request = request;
        }

        @Override
        public ByteBuffer on(Connection c) throws ChorosException {
            requireNew(c, what);
            return c.call(request);
        }
    }

    private void requireNew(Connection connection, String what) throws ChorosException {
        if (connection != state.knownNew && NodeVersion.isOld(options, connection)) {
            throw NodeVersion.tooOld(what);
        }
        state.knownNew = connection;
    }

    @Override
    public int localNodeId() throws ChorosException {
        return session.decoded(CfgReply.LocalGet.decode(session.call(new CfgRequest.LocalGet()))).nodeId();
    }

    @Override
    public List<InetAddress> addresses(int nodeId) throws ChorosException {
        ByteBuffer reply = session.call(new CfgRequest.GetNodeAddrs(nodeId));
        List<InetAddress> addresses = new ArrayList<>();
        for (byte[] address : session.decoded(CfgReply.NodeAddrs.decode(reply)).addresses()) {
            try {
                addresses.add(InetAddress.getByAddress(address));
            } catch (UnknownHostException e) {
                throw session.connection().malformed();
            }
        }
        return addresses;
    }

    @Override
    public NodeStatus nodeStatus(int nodeId) throws ChorosException {
        ByteBuffer message = session.call(new OnlyNew("the status of a node",
                new CfgRequest.NodeStatusGet(nodeId, CfgRequest.NODE_STATUS_VERSION)));
        CfgReply.NodeStatus status = session.decoded(CfgReply.NodeStatus.decode(message));
        List<NodeStatus.Link> links = new ArrayList<>(status.links().size());
        for (CfgReply.NodeStatus.Link link : status.links()) {
            links.add(new NodeStatus.Link(link.enabled(), link.connected(), link.dynconnected(), link.mtu(),
                    link.source(), link.destination()));
        }
        return new NodeStatus(status.nodeId(), status.reachable(), status.remote(), status.external(),
                status.onwireMin(), status.onwireMax(), status.onwireVersion(), links);
    }

    @Override
    public List<RingStatus> ringStatus() throws ChorosException {
        CfgReply.RingStatus status = session.decoded(
                CfgReply.RingStatus.decode(session.call(new CfgRequest.RingStatusGet())));
        List<RingStatus> rings = new ArrayList<>();
        for (CfgReply.RingStatus.Interface ring : status.interfaces()) {
            rings.add(new RingStatus(ring.name(), ring.status()));
        }
        return rings;
    }

    @Override
    public void reenableRings() throws ChorosException {
        session.call(new CfgRequest.RingReenable());
    }

    @Override
    public void kill(int nodeId, String reason) throws ChorosException {
        session.call(new CfgRequest.KillNode(nodeId, reason));
    }

    @Override
    public void shutdown(ShutdownMode mode) throws ChorosException {
        session.call(new CfgRequest.TryShutdown(mode.ordinal()));
    }

    @Override
    public void reload() throws ChorosException {
        session.call(new CfgRequest.ReloadConfig());
    }

    @Override
    public void reopenLogs() throws ChorosException {
        session.call(new OnlyNew("opening log files again", new CfgRequest.ReopenLogFiles()));
    }

    @Override
    public Tracking trackShutdown(ShutdownListener listener) throws ChorosException {
        return state.tracking.track(session, TrackKind.CHANGES, listener);
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public void close() {
        session.close();
    }

    private final class State implements ServiceState, SingleListener.Starts {
        private final SingleListener<ShutdownListener> tracking = new SingleListener<>(this,
                new CfgRequest.TrackStop());
        // the connection whose node is known not to die of newer requests
        private volatile Connection knownNew;

        @Override
        public IpcMessage start(Connection connection, int flags) throws ChorosException {
            requireNew(connection, "a say in shutdowns");
            return new CfgRequest.TrackStart(QuorumRequest.TRACK_CHANGES);
        }

        @Override
        public void restore(Connection fresh) throws ChorosException {
            tracking.restore(fresh);
        }

        @Override
        public void event(ByteBuffer message) {
            CfgReply.TestShutdown question = CfgReply.TestShutdown.decode(message);
            ShutdownListener listener = tracking.get();
            if (question == null || listener == null) {
                return;
            }
            if (question.error() == IpcError.TIMEOUT) {
                listener.tooLate();
                return;
            }
            ShutdownMode[] modes = ShutdownMode.values();
            int flags = question.flags();
            ShutdownMode mode = flags >= 0 && flags < modes.length ? modes[flags] : ShutdownMode.REQUEST;
            answer(listener.mayStop(mode));
        }

        private void answer(boolean yes) {
            try {
                session.connection().call(new CfgRequest.ReplyToShutdown(yes));
            } catch (ChorosException e) {
                // nobody asks any more, or the node is gone, which the next call tells
                return;
            }
        }
    }
}
