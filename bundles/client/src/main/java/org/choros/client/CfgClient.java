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
import org.choros.wire.ipc.IpcService;
import org.choros.wire.ipc.QuorumRequest;

/** {@link Cfg} over IPC. */
public final class CfgClient implements Cfg, Dispatching {
    private final ClientOptions options;
    private final Connection connection;
    private final SingleListener<ShutdownListener> tracking;
    private boolean knownNew;

    CfgClient(ClientOptions options) throws ChorosException {
        this.options = options;
        connection = Connection.open(IpcService.CFG, options);
        tracking = new SingleListener<>(connection, new CfgRequest.TrackStart(QuorumRequest.TRACK_CHANGES),
                new CfgRequest.TrackStop(), new Events());
    }

    private void requireNew(String what) throws ChorosException {
        if (!knownNew && NodeVersion.isOld(options)) {
            throw NodeVersion.tooOld(what);
        }
        knownNew = true;
    }

    @Override
    public int localNodeId() throws ChorosException {
        ByteBuffer reply = connection.call(new CfgRequest.LocalGet());
        return connection.decoded(CfgReply.LocalGet.decode(reply)).nodeId();
    }

    @Override
    public List<InetAddress> addresses(int nodeId) throws ChorosException {
        ByteBuffer reply = connection.call(new CfgRequest.GetNodeAddrs(nodeId));
        List<InetAddress> addresses = new ArrayList<>();
        for (byte[] address : connection.decoded(CfgReply.NodeAddrs.decode(reply)).addresses()) {
            try {
                addresses.add(InetAddress.getByAddress(address));
            } catch (UnknownHostException e) {
                throw connection.malformed();
            }
        }
        return addresses;
    }

    @Override
    public NodeStatus nodeStatus(int nodeId) throws ChorosException {
        requireNew("the status of a node");
        ByteBuffer message = connection.call(new CfgRequest.NodeStatusGet(nodeId, CfgRequest.NODE_STATUS_VERSION));
        CfgReply.NodeStatus status = connection.decoded(CfgReply.NodeStatus.decode(message));
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
        ByteBuffer reply = connection.call(new CfgRequest.RingStatusGet());
        List<RingStatus> rings = new ArrayList<>();
        for (CfgReply.RingStatus.Interface ring : connection.decoded(CfgReply.RingStatus.decode(reply)).interfaces()) {
            rings.add(new RingStatus(ring.name(), ring.status()));
        }
        return rings;
    }

    @Override
    public void reenableRings() throws ChorosException {
        connection.call(new CfgRequest.RingReenable());
    }

    @Override
    public void kill(int nodeId, String reason) throws ChorosException {
        connection.call(new CfgRequest.KillNode(nodeId, reason));
    }

    @Override
    public void shutdown(ShutdownMode mode) throws ChorosException {
        connection.call(new CfgRequest.TryShutdown(mode.ordinal()));
    }

    @Override
    public void reload() throws ChorosException {
        connection.call(new CfgRequest.ReloadConfig());
    }

    @Override
    public void reopenLogs() throws ChorosException {
        requireNew("opening log files again");
        connection.call(new CfgRequest.ReopenLogFiles());
    }

    @Override
    public Tracking trackShutdown(ShutdownListener listener) throws ChorosException {
        requireNew("a say in shutdowns");
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
                connection.call(new CfgRequest.ReplyToShutdown(yes));
            } catch (ChorosException e) {
                // nobody asks any more, or the node is gone, which the next call tells
                return;
            }
        }
    }
}
