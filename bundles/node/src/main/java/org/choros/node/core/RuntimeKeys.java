package org.choros.node.core;

import java.net.InetAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.StatsMap;
import org.choros.spi.engine.ServiceEngine;
import org.choros.totem.groups.PacketGroups;
import org.choros.totem.ring.Ring;
import org.choros.totem.ring.RingConfiguration;
import org.choros.totem.ring.RingCounter;
import org.choros.totem.rrp.RedundantRings;
import org.choros.wire.totem.Dialect;
import org.choros.wire.totem.Processor;

/** What the ring shows in the maps: members at once, counters by and by (2.4) or when somebody looks (3.1). */
final class RuntimeKeys {
    // what corosync does not count stands apart from what it does
    private static final Set<RingCounter> OURS = EnumSet.complementOf(
            EnumSet.range(RingCounter.ORF_TOKEN_TX, RingCounter.FIREWALL_ENABLED_OR_NIC_FAILURE));
    private static final long PERIOD_NS = 1_500_000_000L;
    private static final String PG = "runtime.totem.pg.";
    private static final String SRP = PG + "mrp.srp.";

    private final Dialect dialect;
    private final IcMap map;
    private final Ring ring;
    private final PacketGroups groups;
    private final MemberKeys members;
    private final RedundantRings links;
    private long refreshNs;

    RuntimeKeys(Dialect dialect, IcMap map, Ring ring, PacketGroups groups, RedundantRings links) {
        this.links = links;
        this.dialect = dialect;
        this.map = map;
        this.ring = ring;
        this.groups = groups;
        this.members = new MemberKeys(dialect, map);
        this.refreshNs = ServiceEngine.NO_DEADLINE;
    }

    void onConfiguration(RingConfiguration c, IntFunction<List<InetAddress>> addresses) {
        for (Processor p : c.left()) {
            members.left(p.nodeId());
        }
        for (Processor p : c.joined()) {
            List<InetAddress> onWire = Addresses.of(p);
            members.joined(p.nodeId(), onWire.isEmpty() ? addresses.apply(p.nodeId()) : onWire);
        }
    }

    /** Begins the periodic part, which never ends by itself. */
    void start(long nowNs) {
        if (dialect == Dialect.V2) {
            show();
        }
        refreshNs = nowNs + PERIOD_NS;
    }

    long nextDeadlineNs() {
        return refreshNs;
    }

    void refresh(long nowNs) {
        refreshNs = nowNs + PERIOD_NS;
        if (dialect == Dialect.V2) {
            show();
        }
    }

    void showFault(int link, boolean faulty) {
        map.put(PG + "mrp.rrp." + link + ".faulty", MapValue.u8(faulty ? 1 : 0));
    }

    private void show() {
        for (int link = 0; link < links.links(); link++) {
            showFault(link, links.isFaulty(link));
        }
        for (RingCounter c : RingCounter.values()) {
            map.put((OURS.contains(c) ? "runtime.choros.srp." : SRP) + c.key(), value(c));
        }
        map.put(SRP + "mtt_rx_token", MapValue.u32(ring.meanTokenMs()));
        map.put(SRP + "avg_token_workload", MapValue.u32(ring.meanWorkMs()));
        map.put(SRP + "avg_backlog_calc", MapValue.u32(ring.meanBacklog()));
        map.put(PG + "msg_reserved", MapValue.u32(0));
        map.put(PG + "msg_queue_avail", MapValue.u32(groups.available()));
    }

    private MapValue value(RingCounter c) {
        long n = ring.counter(c);
        return switch (c) {
            case CONTINUOUS_GATHER, CONTINUOUS_SENDMSG_FAILURES -> MapValue.u32(n);
            case FIREWALL_ENABLED_OR_NIC_FAILURE -> MapValue.u8((int) n);
            default -> MapValue.u64(n);
        };
    }

    /** Publishes the ring's part of the statistics map (3.1). */
    void publish(StatsMap stats, LongSupplier nowNs) {
        for (RingCounter c : RingCounter.values()) {
            stats.put((OURS.contains(c) ? "stats.choros.srp." : "stats.srp.") + c.key(), () -> value(c));
        }
        stats.put("stats.srp.mtt_rx_token", () -> MapValue.u32(ring.meanTokenMs()));
        stats.put("stats.srp.avg_token_workload", () -> MapValue.u32(ring.meanWorkMs()));
        stats.put("stats.srp.avg_backlog_calc", () -> MapValue.u32(ring.meanBacklog()));
        stats.put("stats.srp.time_since_token_last_received",
                () -> MapValue.u64(ring.sinceTokenNs(nowNs.getAsLong()) / 1_000_000));
        stats.put("stats.pg.msg_reserved", () -> MapValue.u32(0));
        stats.put("stats.pg.msg_queue_avail", () -> MapValue.u32(groups.available()));
        stats.onClear("totem", ring::clearCounters);
    }
}
