package org.choros.config;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

import org.choros.config.Keys.RingAddress;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.ValueType;
import org.choros.spi.config.ConfigurationException;

/** Reads and checks the totem configuration as corosync 2.4 does, in its order and with its words. */
final class TotemCheck2 implements TotemCheck {
    private static final int RINGS = 2;
    private static final int RRP_MODE_LIMIT = 64;

    private final Keys keys;
    private final HostEnvironment host;
    private final PluginTransports transports;
    private final List<String> warnings;
    private final TotemPlan plan = new TotemPlan();

    TotemCheck2(Keys keys, HostEnvironment host, PluginTransports transports, List<String> warnings) {
        this.keys = keys;
        this.host = host;
        this.transports = transports;
        this.warnings = warnings;
    }

    @Override
    public TotemPlan run() throws ConfigurationException {
        CryptoChoice crypto = new CryptoChoice(keys, host, 2);
        crypto.choose();
        read();
        plan.crypto = crypto.withKey(warnings);
        new TotemRules2(keys, plan).check();
        return plan;
    }

    private void read() throws ConfigurationException {
        plan.transport = transport(keys.text("totem.transport", "udp"));
        if (keys.text("totem.rrp_mode", "").getBytes(StandardCharsets.UTF_8).length >= RRP_MODE_LIMIT) {
            throw Faults.bare("totem.rrp_mode is too long");
        }
        plan.ipVersion = keys.text("totem.ip_version", "ipv4");
        plan.clearHighBit = keys.text("totem.clear_node_high_bit", "").equals("yes");
        LegacyWarnings legacy = LegacyWarnings.look(keys, 2);
        convertLocalNode();
        readRings();
        readMembers();
        plan.localNodeId = localNodeId();
        LinkDraft first = plan.links.get(0);
        RingTimes times = new RingTimes(keys, 2);
        plan.totem = times.read(first == null ? 0 : first.members.size(), false);
        plan.redundantRings = times.redundantRings(plan.totem.tokenRetransmitMs());
        legacy.add(warnings);
    }

    private String transport(String name) throws ConfigurationException {
        boolean corosyncs = PluginTransports.corosyncs(2).contains(name);
        if (!corosyncs && transports.none()) {
            // corosync takes any other word for udp
            return "udp";
        }
        if (!corosyncs && !transports.serves(name)) {
            throw Faults.unknownTransport("Invalid transport type. Should be udp, udpu or iba", transports);
        }
        return name;
    }

    /** The addresses of the local node become bind addresses. */
    private void convertLocalNode() throws ConfigurationException {
        LocalNode local = new LocalNode(keys, host);
        plan.localPosition = local.isChosen() ? local.chosen() : local.findByAddress(plan.ipVersion);
        if (plan.localPosition < 0) {
            return;
        }
        keys.put("nodelist.local_node_pos", MapValue.u32(plan.localPosition));
        for (RingAddress address : keys.ringAddresses(plan.localPosition)) {
            requireRing(address.link());
            keys.put(LinkDraft.prefix(address.link()) + "bindnetaddr", MapValue.str(address.text()));
        }
    }

    private static void requireRing(int number) throws ConfigurationException {
        if (number >= RINGS) {
            throw Faults.inConfig("interface ring number " + Keys.printed(number)
                    + " is bigger than allowed maximum " + (RINGS - 1));
        }
    }

    private void readRings() throws ConfigurationException {
        for (int number : keys.links(true)) {
            requireRing(number);
            LinkDraft ring = plan.link(number);
            ring.readPlain(keys);
            if (!ring.bindText.isEmpty()) {
                ring.bind = Addresses.resolve(host, ring.bindText, plan.ipVersion);
            }
            readGroup(ring);
        }
        boolean broadcast = false;
        for (LinkDraft ring : plan.links.values()) {
            broadcast |= ring.broadcast;
        }
        for (LinkDraft ring : plan.links.values()) {
            ring.broadcast = broadcast;
            if (broadcast) {
                ring.multicast = Addresses.broadcast();
            }
            if (ring.multicast != null) {
                keys.put(ring.prefix() + "mcastaddr", MapValue.str(Addresses.text(ring.multicast)));
            }
            int byDefault = broadcast ? ring.defaultPort(true) : new LinkDraft(0).defaultPort(false);
            ring.port = (int) keys.exact(ring.prefix() + "mcastport", ValueType.UINT16, byDefault);
            keys.put(ring.prefix() + "mcastport", MapValue.u16(ring.port));
        }
    }

    private void readGroup(LinkDraft ring) {
        String group = keys.text(ring.prefix() + "mcastaddr");
        String cluster = keys.text("totem.cluster_name");
        if (group != null) {
            ring.multicast = Addresses.resolve(host, group, plan.ipVersion);
        } else if (cluster != null) {
            ring.multicast = Addresses.multicastGroup(cluster, ring.number, plan.ipVersion.equals("ipv6"));
        }
    }

    private void readMembers() throws ConfigurationException {
        for (int position : keys.nodes()) {
            NodeDraft node = new NodeDraft(position);
            node.readPlain(keys);
            List<RingAddress> addresses = keys.ringAddresses(position);
            for (RingAddress address : addresses) {
                requireRing(address.link());
                // a name that does not resolve leaves an empty address, which still counts
                InetAddress resolved = Addresses.resolve(host, address.text(), plan.ipVersion);
                LinkDraft ring = plan.links.get(address.link());
                if (ring != null) {
                    ring.members.add(resolved);
                }
                node.address(address.link(), resolved);
            }
            if (node.nodeId == 0 && node.address(0) != null && !Addresses.isV6(node.address(0))) {
                node.nodeId = Addresses.nodeId(node.address(0), plan.clearHighBit);
            }
            if (!addresses.isEmpty()) {
                plan.nodes.add(node);
            }
        }
        if (plan.nodes.isEmpty()) {
            readOldMembers();
        }
    }

    /** Member sections have no node ids: members of the rings are matched by their place. */
    private void readOldMembers() {
        List<NodeDraft> members = new ArrayList<>();
        for (LinkDraft ring : plan.links.values()) {
            TreeMap<Integer, String> ordered = new TreeMap<>();
            for (String key : keys.withPrefix(ring.prefix() + "member.")) {
                String index = key.substring(key.lastIndexOf('.') + 1);
                if (index.matches("[0-9]{1,9}")) {
                    ordered.put(Integer.parseInt(index), keys.text(key, ""));
                }
            }
            int place = 0;
            for (String text : ordered.values()) {
                InetAddress address = Addresses.resolve(host, text, plan.ipVersion);
                ring.members.add(address);
                if (place == members.size()) {
                    members.add(new NodeDraft(NodeSettings.NOT_LISTED));
                }
                members.get(place).address(ring.number, address);
                place++;
            }
        }
        plan.nodes.addAll(members);
    }

    private int localNodeId() {
        if (plan.localPosition >= 0) {
            int listed = (int) keys.u32(NodeDraft.prefix(plan.localPosition) + "nodeid", 0);
            if (listed != 0) {
                return listed;
            }
        }
        return (int) keys.u32("totem.nodeid", 0);
    }
}
