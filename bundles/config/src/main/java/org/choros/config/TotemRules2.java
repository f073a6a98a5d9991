package org.choros.config;

import java.util.List;

import org.choros.spi.config.ConfigurationException;

/** Corosync 2.4's validation of what was read (config-and-tools.md 1.13), top to bottom. */
final class TotemRules2 {
    private final Keys keys;
    private final TotemPlan plan;

    TotemRules2(Keys keys, TotemPlan plan) {
        this.keys = keys;
        this.plan = plan;
    }

    void check() throws ConfigurationException {
        if (plan.links.isEmpty()) {
            throw Faults.notOurs("No interfaces defined", keys);
        }
        for (LinkDraft ring : plan.links.values()) {
            checkRing(ring);
        }
        if (keys.u32("totem.version", 0) != 2) {
            throw Faults.inConfig("This totem parser can only parse version 2 configurations.");
        }
        new RingTimes(keys, 2).check(plan.totem, plan.redundantRings);
        TotemRules3.requireUniqueIds(keys);
        String mode = plan.redundantRings.mode();
        if (!List.of("none", "active", "passive").contains(mode)) {
            throw Faults.inConfig("The RRP mode \"" + mode
                    + "\" specified is invalid.  It must be none, active, or passive.");
        }
        int most = mode.equals("none") ? 1 : 2;
        if (plan.links.size() > most) {
            throw Faults.inConfig(plan.links.size() + " is too many configured interfaces for the rrp_mode setting "
                    + mode + ".");
        }
        RedundantRingSettings rings = plan.redundantRings;
        RingBounds.check(plan.totem,
                List.of(rings.problemCountTimeoutMs(), rings.problemCountThreshold(),
                        rings.problemCountMcastThreshold(), rings.tokenExpiredTimeoutMs(),
                        rings.autorecoveryCheckTimeoutMs()),
                2, plan.links.size());
    }

    private void checkRing(LinkDraft ring) throws ConfigurationException {
        boolean udp = plan.transport.equals("udp");
        if (udp && ring.multicast == null) {
            throw Faults.inConfig("No multicast address specified");
        }
        if (ring.port == 0) {
            throw Faults.inConfig("No multicast port specified");
        }
        if (!udp && ring.ttl != 1) {
            throw Faults.inConfig("Can only set ttl on multicast transport types");
        }
        if (ring.multicast != null && Addresses.isV6(ring.multicast) && plan.localNodeId == 0) {
            throw Faults.inConfig("An IPV6 network requires that a node ID be specified.");
        }
        if (udp && !ring.broadcast) {
            if (ring.bind == null || Addresses.isV6(ring.bind) != Addresses.isV6(ring.multicast)) {
                throw Faults.inConfig("Multicast address family does not match bind address family");
            }
            if (!ring.multicast.isMulticastAddress()) {
                throw Faults.inConfig("mcastaddr is not a correct multicast address.");
            }
        }
        LinkDraft first = plan.links.get(0);
        if (first == null || first == ring) {
            return;
        }
        if (family(ring) != family(first)) {
            throw Faults.inConfig("Not all bind address belong to the same IP family");
        }
        if (udp && ring.multicast.equals(first.multicast) && Math.abs(ring.port - first.port) < 2) {
            throw Faults.inConfig("Interfaces multicast address/port pair must differ");
        }
    }

    /** 0 for an address that did not resolve. */
    private static int family(LinkDraft ring) {
        if (ring.bind == null) {
            return 0;
        }
        return Addresses.isV6(ring.bind) ? 6 : 4;
    }
}
