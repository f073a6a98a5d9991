package org.choros.tools;

import java.util.List;

import org.choros.cfg.NodeStatus;
import org.choros.cfg.RingStatus;

/** What corosync-cfgtool says of links, from data to text. */
final class LinkReport {
    private static final int ID_WIDTH = 10;

    private final long localNodeId;
    private final String transport;
    private final List<NodeStatus> nodes;
    private final List<String> linkTransports;

    /**
     * @param localNodeId our node id
     * @param transport the ring's transport
     * @param nodes all nodes by their ids
     * @param linkTransports the transport of each link, empty when it has none
     */
    LinkReport(long localNodeId, String transport, List<NodeStatus> nodes, List<String> linkTransports) {
        this.localNodeId = localNodeId;
        this.transport = transport;
        this.nodes = nodes;
        this.linkTransports = linkTransports;
    }

    private StringBuilder head() {
        return new StringBuilder("Local node ID ").append(localNodeId).append(", transport ").append(transport)
                .append('\n');
    }

    private static long id(NodeStatus node) {
        return Integer.toUnsignedLong(node.nodeId());
    }

    String transport() {
        return transport;
    }

    List<NodeStatus> nodes() {
        return nodes;
    }

    /** The last node that is not ourselves stands for all, as in corosync's own tool. */
    List<NodeStatus.Link> shown() {
        NodeStatus other = nodes.get(0);
        for (NodeStatus node : nodes) {
            other = id(node) == localNodeId ? other : node;
        }
        return other.links();
    }

    String linkTransport(int link) {
        return link < linkTransports.size() ? linkTransports.get(link) : "";
    }

    /** The links, each with the state of all nodes (option -s), or with one character a node (option -b). */
    String links(boolean brief) {
        StringBuilder text = head();
        List<NodeStatus.Link> shown = shown();
        for (int link = 0; link < shown.size(); link++) {
            NodeStatus.Link status = shown.get(link);
            if (!status.enabled()) {
                continue;
            }
            text.append("LINK ID ").append(link).append(' ').append(linkTransport(link)).append('\n');
            text.append("\taddr\t= ").append(status.source()).append('\n');
            if (brief) {
                brief(text, link);
            } else {
                states(text, link);
            }
        }
        return text.toString();
    }

    private void brief(StringBuilder text, int link) {
        text.append("\tstatus\t= ");
        for (NodeStatus node : nodes) {
            NodeStatus.Link status = node.links().get(link);
            char state = (char) ('0' + (status.enabled() ? 1 : 0) + (status.connected() ? 2 : 0));
            text.append(id(node) == localNodeId ? 'n' : state);
        }
        text.append('\n');
    }

    private void states(StringBuilder text, int link) {
        text.append("\tstatus:\n");
        for (NodeStatus node : nodes) {
            String state = node.links().get(link).connected() ? "connected" : "disconnected";
            text.append("\t\tnodeid: ");
            right(text, Long.toString(id(node)), ID_WIDTH).append(":\t");
            text.append(id(node) == localNodeId ? "localhost" : state).append('\n');
        }
    }

    static StringBuilder right(StringBuilder text, String number, int width) {
        for (int i = number.length(); i < width; i++) {
            text.append(' ');
        }
        return text.append(number);
    }

    /** The other nodes that can be reached, each with its links (option -n). */
    String reachable() {
        StringBuilder text = head();
        for (NodeStatus node : nodes) {
            if (!node.reachable() || id(node) == localNodeId) {
                continue;
            }
            text.append("nodeid: ").append(id(node)).append(" reachable");
            text.append(node.remote() ? " remote" : "").append(node.external() ? " external" : "");
            if (node.onwireMax() != 0) {
                text.append("   onwire (min/max/cur): ").append(node.onwireMin()).append(", ")
                        .append(node.onwireMax()).append(", ").append(node.onwireVersion());
            }
            text.append('\n');
            for (int link = 0; link < node.links().size(); link++) {
                if (node.links().get(link).enabled()) {
                    link(text, link, node.links().get(link));
                }
            }
            text.append('\n');
        }
        return text.toString();
    }

    private void link(StringBuilder text, int number, NodeStatus.Link link) {
        text.append("   LINK: ").append(number).append(' ').append(linkTransport(number)).append(" (");
        text.append(link.source());
        if (!link.destination().isEmpty()) {
            text.append("->").append(link.destination());
        }
        text.append(") enabled").append(link.connected() ? " connected" : "");
        text.append(link.dynconnected() ? " dynconnected" : "").append(" mtu: ").append(link.mtu()).append('\n');
    }

    static boolean faulty(RingStatus ring) {
        return ring.status().contains("FAULTY");
    }

    /**
     * The rings as corosync 2.4 shows them.
     *
     * @param localNodeId our node id
     * @param rings the rings
     * @param only the only id to show, or null for all
     */
    static String rings(long localNodeId, List<RingStatus> rings, String only) {
        StringBuilder text = new StringBuilder("Local node ID ").append(localNodeId).append('\n');
        for (int i = 0; i < rings.size(); i++) {
            RingStatus ring = rings.get(i);
            if (only == null || only.equals(ring.name())) {
                text.append("RING ID ").append(i).append("\n\tid\t= ").append(ring.name());
                text.append("\n\tstatus\t= ").append(ring.status()).append('\n');
            }
        }
        return text.toString();
    }
}
