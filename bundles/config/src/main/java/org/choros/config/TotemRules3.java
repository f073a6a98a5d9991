package org.choros.config;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.choros.spi.config.ConfigurationException;

/** Corosync 3.1's validation of what was read (config-and-tools.md 1.13), top to bottom. */
final class TotemRules3 {
    private final Keys keys;
    private final TotemPlan plan;

    TotemRules3(Keys keys, TotemPlan plan) {
        this.keys = keys;
        this.plan = plan;
    }

    void check() throws ConfigurationException {
        if (plan.links.isEmpty()) {
            throw Faults.notOurs("No interfaces defined", keys);
        }
        if (plan.localPosition < 0) {
            throw Faults.notOurs("No valid name found for local host", keys);
        }
        for (LinkDraft link : plan.links.values()) {
            checkLink(link);
        }
        if (keys.u32("totem.version", 0) != 2) {
            throw Faults.inConfig("This totem parser can only parse version 2 configurations.");
        }
        new RingTimes(keys, 3).check(plan.totem, plan.redundantRings);
        checkLinksMatch();
        requireUniqueIds(keys);
        String mode = keys.text("totem.link_mode", "passive");
        if (!List.of("active", "passive", "rr").contains(mode)) {
            throw Faults.inConfig("The Knet link mode \"" + mode
                    + "\" specified is invalid.  It must be active, passive or rr.");
        }
        boolean knet = plan.transport.equals("knet");
        if (!knet && plan.links.size() > 1) {
            throw Faults.inConfig(plan.links.size() + " is too many configured interfaces for non-Knet transport.");
        }
        boolean crypto = !plan.crypto.cipher().equals("none") || !plan.crypto.hash().equals("none");
        if (!knet && crypto) {
            throw Faults.inConfig("crypto_cipher & crypto_hash are only valid for the Knet transport.");
        }
        RingBounds.check(plan.totem, List.of(), 3, plan.links.size());
    }

    private void checkLink(LinkDraft link) throws ConfigurationException {
        String where = " for interface " + link.number;
        boolean udp = plan.transport.equals("udp");
        if (udp && link.multicast == null) {
            throw Faults.inConfig("No multicast address specified" + where);
        }
        if (link.port == 0) {
            throw Faults.inConfig("No multicast port specified" + where);
        }
        if (!udp && link.ttl != 1) {
            throw Faults.inConfig("Can only set ttl on multicast transport types" + where);
        }
        if (!plan.transport.equals("knet") && link.priority != 1) {
            throw Faults.inConfig("Can only set link priority on knet transport type" + where);
        }
        if (link.multicast != null && Addresses.isV6(link.multicast) && plan.localNodeId == 0) {
            throw Faults.inConfig("An IPV6 network requires that a node ID be specified" + where);
        }
        if (udp && !link.broadcast) {
            if (link.bind == null || Addresses.isV6(link.bind) != Addresses.isV6(link.multicast)) {
                throw Faults.inConfig("Multicast address family does not match bind address family" + where);
            }
            if (!link.multicast.isMulticastAddress()) {
                throw Faults.inConfig("mcastaddr is not a correct multicast address" + where);
            }
        }
    }

    private void checkLinksMatch() throws ConfigurationException {
        if (plan.links.size() > 1) {
            int members = plan.links.firstEntry().getValue().members.size();
            // corosync counts the members and asks for so many names, whatever the positions of the nodes are
            for (int i = 0; i < members; i++) {
                if (!keys.has(NodeDraft.prefix(i) + "name")) {
                    throw Faults.inConfig(
                            "for a multi-link configuration, all nodes must have a 'name' attribute");
                }
            }
            for (LinkDraft link : plan.links.values()) {
                if (link.members.size() != members) {
                    throw Faults.inConfig("Not all nodes have the same number of links");
                }
            }
        }
        for (LinkDraft link : plan.links.values()) {
            for (InetAddress member : link.members) {
                InetAddress first = link.members.get(0);
                if (Addresses.isV6(member) != Addresses.isV6(first)) {
                    throw Faults.inConfig("Nodes for link " + link.number + " have different IP families (compared "
                            + Addresses.text(member) + " with " + Addresses.text(first) + ")");
                }
            }
        }
    }

    /** Refuses a node list in which an id stands twice. */
    static void requireUniqueIds(Keys keys) throws ConfigurationException {
        Set<Long> seen = new HashSet<>();
        for (int position : keys.nodes()) {
            long id = keys.u32(NodeDraft.prefix(position) + "nodeid", -1);
            if (id >= 0 && !seen.add(id)) {
                throw Faults.bare("Nodeid " + id + " appears twice in corosync.conf");
            }
        }
    }
}
