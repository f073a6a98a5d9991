package org.choros.engine.cfg;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.LinkStatus;
import org.choros.spi.engine.NodeStatus;
import org.choros.spi.engine.NodeStatusSource;
import org.choros.wire.ipc.CfgReply;
import org.choros.wire.ipc.CfgRequest;
import org.choros.wire.ipc.IpcError;
import org.choros.wire.ipc.IpcReply;

/** Answers what clients want to know of nodes, links and addresses. */
final class NodeQueries {
    private static final int DIALECT_2 = 2;
    private static final int IPV4 = 4;
    private static final int SHORT_STATUS = 32;

    private final EngineContext context;

    /**
     * The short form of a node status that says only why there is none.
     *
     * @param error why
     */
    private record NoStatus(int error) implements IpcReply {
        @Override
        public int id() {
            return CfgReply.NodeStatus.ID;
        }

        @Override
        public int size() {
            return SHORT_STATUS;
        }

        @Override
        public void body(ByteBuffer message) {
            // nothing but the error
        }
    }

    NodeQueries(EngineContext context) {
        this.context = context;
    }

    IpcReply localNode() {
        return new CfgReply.LocalGet(IpcError.OK, context.localNodeId());
    }

    IpcReply ringStatus() {
        List<CfgReply.RingStatus.Interface> interfaces = new ArrayList<>();
        for (LinkStatus link : context.links()) {
            String address = link.address().getHostAddress();
            interfaces.add(new CfgReply.RingStatus.Interface(
                    context.dialect() == DIALECT_2 ? address : link.number() + " " + address, link.status()));
        }
        return new CfgReply.RingStatus(IpcError.OK, interfaces);
    }

    IpcReply addresses(int asked) {
        List<InetAddress> known = context.addresses(asked == 0 ? context.localNodeId() : asked);
        if (known.isEmpty()) {
            return new CfgReply.NodeAddrs(IpcError.NOT_EXIST, 0, List.of());
        }
        int length = known.get(0).getAddress().length;
        List<byte[]> raw = new ArrayList<>();
        for (InetAddress address : known) {
            byte[] bytes = address.getAddress();
            // the reply has one family for all
            if (bytes.length == length) {
                raw.add(bytes);
            }
        }
        return new CfgReply.NodeAddrs(IpcError.OK,
                length == IPV4 ? CfgReply.NodeAddrs.INET : CfgReply.NodeAddrs.INET6, raw);
    }

    IpcReply status(CfgRequest.NodeStatusGet request) {
        if (request.version() != CfgRequest.NODE_STATUS_VERSION) {
            return new NoStatus(IpcError.NOT_SUPPORTED);
        }
        int nodeId = request.nodeId();
        Optional<NodeStatusSource> source = context.ability(NodeStatusSource.class);
        Optional<NodeStatus> status = source.isPresent()
                ? source.get().nodeStatus(nodeId)
                : Optional.of(plain(nodeId));
        return status.map(NodeQueries::reply).orElseGet(() -> new NoStatus(IpcError.FAILED_OPERATION));
    }

    // without links of its own (UDP): one, up when the node is in the ring; a node that nobody knows has none
    private NodeStatus plain(int nodeId) {
        List<InetAddress> known = context.addresses(nodeId);
        boolean up = context.reachable(nodeId);
        int mtu = context.links().isEmpty() ? 0 : context.links().get(0).mtu();
        List<NodeStatus.Link> links = known.isEmpty()
                ? List.of()
                : List.of(new NodeStatus.Link(0, true, up, false, mtu, known.get(0).getHostAddress(), ""));
        return new NodeStatus(nodeId, up, false, false, 0, 0, 0, links);
    }

    private static IpcReply reply(NodeStatus status) {
        List<CfgReply.NodeStatus.Link> links = new ArrayList<>();
        for (int i = 0; i < CfgReply.NodeStatus.MAX_LINKS; i++) {
            links.add(new CfgReply.NodeStatus.Link(false, false, false, 0, "", ""));
        }
        for (NodeStatus.Link link : status.links()) {
            if (link.number() >= 0 && link.number() < links.size()) {
                links.set(link.number(), new CfgReply.NodeStatus.Link(link.enabled(), link.connected(),
                        link.dynConnected(), link.mtu(), link.source(), link.destination()));
            }
        }
        return new CfgReply.NodeStatus(IpcError.OK, status.nodeId(), status.reachable(), status.remote(),
                status.external(), status.onwireMin(), status.onwireMax(), status.onwireVersion(), links);
    }
}
