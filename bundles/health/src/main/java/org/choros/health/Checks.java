package org.choros.health;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

import org.apache.felix.hc.api.FormattingResultLog;
import org.choros.base.ChorosException;
import org.choros.cmap.CMap;
import org.choros.cmap.CMapValue;
import org.choros.shell.nodes.Link;
import org.choros.shell.nodes.Member;
import org.choros.shell.nodes.NodeName;
import org.choros.shell.nodes.Nodes;
import org.choros.shell.nodes.RingView;
import org.choros.shell.nodes.Service;
import org.choros.shell.nodes.Values;
import org.choros.shell.nodes.Verdict;

/** The checks of a node that serves. */
final class Checks {
    /** For how long a pause of the ring thread counts. */
    static final long PAUSE_COUNTS_MS = 600_000;
    private static final String TRANSPORT = "runtime.choros.transport.state";
    private static final String PAUSE_2 = "runtime.schedmiss.";
    // the newest is the first
    private static final String PAUSE_3 = "stats.schedmiss.0.";

    private Checks() {
    }

    /** Operational and synchronised, with every node that is listed. */
    static void ring(Nodes nodes, NodeName node, FormattingResultLog log) throws ChorosException {
        if (!nodes.holds(node.name(), Nodes.RING)) {
            log.temporarilyUnavailable("Node {} forms a ring or synchronises", node.name());
            return;
        }
        List<Member> members = members(nodes, node);
        log.info("The ring is operational and synchronised: {} of {} nodes", members.stream().filter(Member::joined)
                .count(), members.size());
        members.stream().filter(member -> !member.joined()).forEach(member -> log.warn("Node {}: {}", member.label(),
                member.status()));
    }

    private static List<Member> members(Nodes nodes, NodeName node) throws ChorosException {
        return nodes.use(node.name(), Service.MAP, Member::read);
    }

    /** Quorate; temporarily not as long as the ring changes or a node that has just begun waits for all. */
    static void quorum(Nodes nodes, NodeName node, FormattingResultLog log) throws ChorosException {
        RingView ring = RingView.read(nodes, node.name());
        Verdict verdict = Verdict.read(nodes, node.name(), members(nodes, node), ring.quorate());
        if (ring.quorate()) {
            log.info("{}", verdict.explanation());
        } else if (verdict.waitsForAll() || !nodes.holds(node.name(), Nodes.RING)) {
            log.temporarilyUnavailable("{}; it waits for {}", verdict.explanation(), verdict.waitsFor());
        } else {
            log.critical("{}; it waits for {}", verdict.explanation(), verdict.waitsFor());
        }
    }

    /** The transport is open and no link is faulty. */
    static void links(Nodes nodes, NodeName node, FormattingResultLog log) throws ChorosException {
        String state = nodes.use(node.name(), Service.MAP, map -> Values.text(map, TRANSPORT));
        if (!state.equals("open")) {
            // it waits for a plug-in that is updated or not yet there
            log.temporarilyUnavailable("The transport is not open: {}", state);
        }
        List<Member> members = members(nodes, node);
        Set<Long> joined = Set.copyOf(members.stream().filter(Member::joined).map(Member::nodeId).toList());
        // a node that is not there has no link; the check of the ring tells of it
        List<Link> links = Link.read(nodes, node, members).stream()
                .filter(link -> link.to() == 0 || joined.contains(link.to())).toList();
        for (Link link : links) {
            boolean another = links.stream().anyMatch(other -> other.up() && other.to() == link.to());
            String to = link.to() == 0 ? "" : " to node " + link.to();
            if (link.up()) {
                log.info("Link {}{}: {}", link.number(), to, link.status());
            } else if (another) {
                log.warn("Link {}{}: {}; another one works", link.number(), to, link.status());
            } else {
                log.critical("Link {}{}: {}", link.number(), to, link.status());
            }
        }
    }

    /**
     * The ring thread was run in time, in the last minutes.
     *
     * @param epochMs the time of day
     */
    static Check pauses(LongSupplier epochMs) {
        return (nodes, node, log) -> {
            boolean statistics = nodes.offers(node.name(), Service.STATISTICS);
            String prefix = statistics ? PAUSE_3 : PAUSE_2;
            nodes.use(node.name(), statistics ? Service.STATISTICS : Service.MAP,
                    map -> judgePause(map, prefix, epochMs.getAsLong(), log));
        };
    }

    private static boolean judgePause(CMap map, String prefix, long nowMs, FormattingResultLog log)
            throws ChorosException {
        long atMs = Values.number(map, prefix + "timestamp", 0);
        double delayMs = map.find(prefix + "delay").map(CMapValue::asDouble).orElse(0.0);
        boolean counts = atMs != 0 && nowMs - atMs < PAUSE_COUNTS_MS;
        if (counts) {
            log.warn("The ring thread was not run for {} ms at {}: the machine is overloaded or the heap too small, "
                    + "or raise totem.token", Math.round(delayMs), Instant.ofEpochMilli(atMs));
        } else if (atMs != 0) {
            log.info("The ring thread was last not run in time at {}", Instant.ofEpochMilli(atMs));
        } else {
            log.info("The ring thread was always run in time");
        }
        return counts;
    }
}
