package org.choros.tools;

import java.net.InetAddress;
import java.util.List;

import org.choros.cfg.NodeStatus;
import org.choros.cfg.RingStatus;

/** What corosync-cfgtool says with {@code --json}. */
final class LinkJson {
    private final long localNodeId;
    private final NodeList names;

    /**
     * @param localNodeId our node id
     * @param names the nodes' names
     */
    LinkJson(long localNodeId, NodeList names) {
        this.localNodeId = localNodeId;
        this.names = names;
    }

    private JsonWriter begin() {
        return node(new JsonWriter().beginObject(), "local_node_id", "local_name", localNodeId);
    }

    private JsonWriter node(JsonWriter json, String id, String name, long nodeId) {
        return json.field(id, nodeId).field(name, names.nameOrNull(nodeId));
    }

    /** The links, each with the state of all nodes. */
    String links(LinkReport report) {
        JsonWriter json = begin().field("transport", report.transport()).name("links").beginArray();
        List<NodeStatus.Link> links = report.shown();
        for (int link = 0; link < links.size(); link++) {
            if (links.get(link).enabled()) {
                json.beginObject().field("link_id", link).field("transport", report.linkTransport(link))
                        .field("address", links.get(link).source()).name("nodes").beginArray();
                for (NodeStatus node : report.nodes()) {
                    NodeStatus.Link status = node.links().get(link);
                    long nodeId = Integer.toUnsignedLong(node.nodeId());
                    boolean local = nodeId == localNodeId;
                    node(json.beginObject(), "node_id", "name", nodeId).field("local", local);
                    if (local) {
                        // a link leads to others
                        json.field("enabled", (String) null).field("connected", (String) null);
                    } else {
                        json.field("enabled", status.enabled()).field("connected", status.connected());
                    }
                    json.endObject();
                }
                json.endArray().endObject();
            }
        }
        return json.endArray().endObject().toString();
    }

    /** The other nodes that can be reached, each with its links. */
    String nodes(LinkReport report) {
        JsonWriter json = begin().field("transport", report.transport()).name("nodes").beginArray();
        for (NodeStatus node : report.nodes()) {
            long nodeId = Integer.toUnsignedLong(node.nodeId());
            if (node.reachable() && nodeId != localNodeId) {
                node(json.beginObject(), "node_id", "name", nodeId).field("reachable", true)
                        .field("remote", node.remote()).field("external", node.external());
                onwire(json, node);
                json.name("links").beginArray();
                for (int link = 0; link < node.links().size(); link++) {
                    if (node.links().get(link).enabled()) {
                        link(json, link, report.linkTransport(link), node.links().get(link));
                    }
                }
                json.endArray().endObject();
            }
        }
        return json.endArray().endObject().toString();
    }

    private static void onwire(JsonWriter json, NodeStatus node) {
        json.name("onwire");
        if (node.onwireMax() == 0) {
            json.value((String) null);
            return;
        }
        json.beginObject().field("min", node.onwireMin()).field("max", node.onwireMax())
                .field("current", node.onwireVersion()).endObject();
    }

    private static void link(JsonWriter json, int number, String transport, NodeStatus.Link link) {
        json.beginObject().field("link_id", number).field("transport", transport).field("source", link.source())
                .field("destination", link.destination()).field("enabled", link.enabled())
                .field("connected", link.connected()).field("dynconnected", link.dynconnected())
                .field("mtu", link.mtu()).endObject();
    }

    /**
     * The rings as corosync 2.4 shows them.
     *
     * @param rings the rings
     * @param only the only id to show, or null for all
     */
    String rings(List<RingStatus> rings, String only) {
        JsonWriter json = begin().name("rings").beginArray();
        for (int i = 0; i < rings.size(); i++) {
            RingStatus ring = rings.get(i);
            if (only == null || only.equals(ring.name())) {
                json.beginObject().field("ring_id", i).field("address", ring.name()).field("status", ring.status())
                        .field("faulty", LinkReport.faulty(ring)).endObject();
            }
        }
        return json.endArray().endObject().toString();
    }

    /** A node's addresses. */
    String addresses(long nodeId, List<InetAddress> addresses) {
        JsonWriter json = node(new JsonWriter().beginObject(), "node_id", "name", nodeId);
        return addresses(json.name("addresses"), addresses).endObject().toString();
    }

    static JsonWriter addresses(JsonWriter json, List<InetAddress> addresses) {
        json.beginArray();
        for (InetAddress address : addresses) {
            json.value(AddressText.of(address));
        }
        return json.endArray();
    }
}
