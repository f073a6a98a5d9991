package org.choros.config;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.choros.config.Keys.RingAddress;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.ValueType;
import org.choros.spi.config.ConfigurationException;

/** Reads and checks the totem configuration as corosync 3.1 does, in its order and with its words. */
final class TotemCheck3 implements TotemCheck {
    private static final int LINKS = 8;
    private static final int NODE_ID_LIMIT = 65_536;
    private static final int LINK_MODE_LIMIT = 64;

    private final Keys keys;
    private final HostEnvironment host;
    private final PluginTransports transports;
    private final List<String> warnings;
    private final TotemPlan plan = new TotemPlan();

    TotemCheck3(Keys keys, HostEnvironment host, PluginTransports transports, List<String> warnings) {
        this.keys = keys;
        this.host = host;
        this.transports = transports;
        this.warnings = warnings;
    }

    @Override
    public TotemPlan run() throws ConfigurationException {
        read();
        new TotemRules3(keys, plan).check();
        return plan;
    }

    private boolean knet() {
        return plan.transport.equals("knet");
    }

    private boolean udp() {
        return plan.transport.equals("udp");
    }

    private void read() throws ConfigurationException {
        plan.transport = keys.text("totem.transport", "knet");
        if (!PluginTransports.corosyncs(3).contains(plan.transport) && !transports.serves(plan.transport)) {
            throw Faults.unknownTransport("Invalid transport type. Should be udpu, udp or knet", transports);
        }
        CryptoChoice crypto = new CryptoChoice(keys, host, 3);
        crypto.choose();
        List<String> keyWarnings = new ArrayList<>();
        plan.crypto = crypto.withKey(keyWarnings);
        String mode = keys.text("totem.link_mode", "passive");
        if (mode.getBytes(StandardCharsets.UTF_8).length >= LINK_MODE_LIMIT) {
            throw Faults.bare("totem.link_mode is too long");
        }
        plan.ipVersion = keys.text("totem.ip_version", udp() ? "ipv4" : "ipv6-4");
        plan.clearHighBit = keys.text("totem.clear_node_high_bit", "").equals("yes");
        LegacyWarnings legacy = LegacyWarnings.look(keys, 3);
        convertLocalNode();
        readLinks();
        readLocalNodeId();
        readNodes();
        for (LinkDraft link : plan.links.values()) {
            if (link.port == 0 && plan.localPosition >= 0
                    && keys.has(NodeDraft.prefix(plan.localPosition) + "ring" + link.number + "_addr")) {
                link.port = link.defaultPort(link.broadcast);
            }
        }
        LinkDraft first = plan.links.get(0);
        plan.totem = new RingTimes(keys, 3).read(first == null ? 0 : first.members.size(), knet());
        plan.redundantRings = new RedundantRingSettings("none", 0, 0, 0, 0, 0);
        legacy.add(warnings);
        warnings.addAll(keyWarnings);
    }

    /** The addresses of the local node become bind addresses. */
    private void convertLocalNode() throws ConfigurationException {
        LocalNode local = new LocalNode(keys, host);
        plan.localPosition = local.isChosen() ? local.chosen() : local.findByName(plan.ipVersion);
        if (plan.localPosition < 0) {
            return;
        }
        keys.put("nodelist.local_node_pos", MapValue.u32(plan.localPosition));
        for (RingAddress address : keys.ringAddresses(plan.localPosition)) {
            requireLink(address.link());
            keys.put(LinkDraft.prefix(address.link()) + "bindnetaddr", MapValue.str(address.text()));
        }
    }

    private static void requireLink(int number) throws ConfigurationException {
        if (number >= LINKS) {
            throw Faults.inConfig("interface ring number " + Keys.printed(number)
                    + " is bigger than allowed maximum " + (LINKS - 1));
        }
    }

    private void readLinks() throws ConfigurationException {
        for (int number : keys.links(udp())) {
            requireLink(number);
            LinkDraft link = plan.link(number);
            link.readPlain(keys);
            if (keys.has(link.prefix() + "bindnetaddr")) {
                link.bind = resolve(link.bindText, "bindnet");
            }
            readGroup(link);
            int port = (int) keys.exact(link.prefix() + "mcastport", ValueType.UINT16, -1);
            link.port = port >= 0 ? port : link.defaultPort(link.broadcast);
            String knetTransport = keys.text(link.prefix() + "knet_transport", "udp");
            if (!knetTransport.equals("udp") && !knetTransport.equals("sctp")) {
                throw Faults.bare("Unrecognised knet_transport. expected 'udp' or 'sctp'");
            }
            if (udp()) {
                if (link.multicast != null) {
                    keys.put(link.prefix() + "mcastaddr", MapValue.str(Addresses.text(link.multicast)));
                }
                keys.put(link.prefix() + "mcastport", MapValue.u16(link.port));
            }
        }
    }

    private void readGroup(LinkDraft link) throws ConfigurationException {
        String group = keys.text(link.prefix() + "mcastaddr");
        String cluster = keys.text("totem.cluster_name");
        if (link.broadcast && link.number == 0) {
            link.multicast = Addresses.broadcast();
        } else if (group != null) {
            link.multicast = resolve(group, "mcast");
        } else if (udp() && cluster != null) {
            boolean v6 = plan.ipVersion.startsWith("ipv6");
            link.multicast = Addresses.multicastGroup(cluster, link.number, v6);
        }
    }

    private InetAddress resolve(String text, String what) throws ConfigurationException {
        InetAddress address = Addresses.resolve(host, text, plan.ipVersion);
        if (address == null) {
            throw Faults.bare("failed to parse " + what + " address '" + text + "'");
        }
        return address;
    }

    private void readLocalNodeId() throws ConfigurationException {
        // who is not listed is taken for the first node here, and refused later
        String prefix = NodeDraft.prefix(Math.max(plan.localPosition, 0));
        if (plan.localPosition < 0 && !keys.has(prefix + "ring0_addr")) {
            return;
        }
        plan.localNodeId = (int) keys.u32(prefix + "nodeid", 0);
        if (plan.localNodeId != 0) {
            return;
        }
        if (knet()) {
            throw Faults.bare("Knet requires an explicit nodeid for the local node");
        }
        String text = keys.text(prefix + "ring0_addr");
        InetAddress address = text == null ? null : Addresses.resolve(host, text, plan.ipVersion);
        if (address == null || Addresses.isV6(address)) {
            throw Faults.bare("An IPV6 network requires that a node ID be specified");
        }
        plan.localNodeId = Addresses.nodeId(address, plan.clearHighBit);
    }

    private void readNodes() throws ConfigurationException {
        for (int position : keys.nodes()) {
            NodeDraft node = new NodeDraft(position);
            node.readPlain(keys);
            List<RingAddress> addresses = keys.ringAddresses(position);
            // corosync writes the generated id into the map that it is walking through; where the node has no key
            // but its address, the walk then meets the address a second time
            boolean twice = node.nodeId == 0 && keys.withPrefix(NodeDraft.prefix(position)).size() == 1;
            for (RingAddress address : addresses) {
                requireLink(address.link());
                requireNodeId(node, address);
                InetAddress resolved = resolve(address.text(), "node");
                LinkDraft link = plan.link(address.link());
                link.members.add(resolved);
                if (twice) {
                    link.members.add(resolved);
                }
                node.address(address.link(), resolved);
            }
            if (!addresses.isEmpty()) {
                plan.nodes.add(node);
            }
        }
    }

    private void requireNodeId(NodeDraft node, RingAddress at) throws ConfigurationException {
        String first = keys.text(NodeDraft.prefix(node.position) + "ring0_addr");
        if (node.nodeId == 0 && !knet() && first != null) {
            InetAddress address = Addresses.resolve(host, first, plan.ipVersion);
            if (address == null || Addresses.isV6(address)) {
                throw Faults.bare("An IPV6 network requires that a node ID be specified for address '" + first + "'.");
            }
            node.nodeId = Addresses.nodeId(address, plan.clearHighBit);
            keys.put(NodeDraft.prefix(node.position) + "nodeid", MapValue.u32(node.nodeId));
        }
        if (knet() && node.nodeId == 0) {
            throw Faults.bare("Knet requires an explicit nodeid to be specified for address '" + at.text() + "'.");
        }
        if (knet() && Integer.compareUnsigned(node.nodeId, NODE_ID_LIMIT) >= 0) {
            throw Faults.bare("Knet requires nodeid to be less than " + NODE_ID_LIMIT + " for address '" + at.text()
                    + "'.");
        }
    }
}
