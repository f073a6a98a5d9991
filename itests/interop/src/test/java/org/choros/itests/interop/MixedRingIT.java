package org.choros.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.choros.itests.lab.Command;
import org.choros.itests.lab.Host;
import org.choros.itests.lab.Host.Kind;
import org.choros.itests.lab.Lab;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Choros nodes and Debian's corosync 3.1 on one ring: join, leave, kill and rejoin on either side. */
class MixedRingIT {
    private static final int FORM_S = 120;
    private static final int TOKEN_MS = 1000;

    @BeforeAll
    static void requirements() {
        Requirements.hosts();
        Requirements.peer();
    }

    @ParameterizedTest(name = "{0}: {1} {2} {3}")
    @CsvSource({"udpu, C, C, CHOROS", "udpu, CHOROS, C, CHOROS", "udp, C, CHOROS, C", "udp, CHOROS, C, CHOROS"})
    void lives(String transport, Kind first, Kind second, Kind third) {
        try (Lab lab = Lab.of("alpha", "beta", "gamma")) {
            Configurations.plain(lab, transport, TOKEN_MS);
            List<Kind> kinds = List.of(first, second, third);
            List<Host> hosts = new ArrayList<>(lab.hosts());
            for (Host host : hosts) {
                host.start(kinds.get(host.number() - 1));
            }
            everybodySees(hosts, 1, 2, 3);
            bothToolsAgree(hosts);
            for (Host host : hosts) {
                int[] others = hosts.stream().filter(h -> h != host).mapToInt(Host::number).toArray();
                List<Host> rest = hosts.stream().filter(h -> h != host).toList();
                host.kill();
                everybodySees(rest, others);
                host.start(host.kind());
                everybodySees(hosts, 1, 2, 3);
                host.terminate();
                everybodySees(rest, others);
                host.start(host.kind());
                everybodySees(hosts, 1, 2, 3);
            }
            for (Host host : hosts) {
                host.terminate();
                assertEquals(0, host.awaitEnd(), host::evidence);
            }
        }
    }

    private static void everybodySees(List<Host> hosts, int... members) {
        for (Host host : hosts) {
            host.awaitMembers(FORM_S, members);
        }
    }

    /** Each daemon asked by both tools: the same membership, the same quorum. */
    private static void bothToolsAgree(List<Host> hosts) {
        for (Host host : hosts) {
            Command ours = host.run(Host.choros("corosync-quorumtool"), "-s");
            Command theirs = host.run("/usr/sbin/corosync-quorumtool", "-s");
            assertEquals(theirs.out().replaceFirst("Date: .*", ""), ours.out().replaceFirst("Date: .*", ""),
                    () -> host.name() + "\n" + ours.err() + theirs.err());
            assertEquals(0, ours.status());
            assertEquals(0, theirs.status());
            assertTrue(ours.out().contains("Quorate:          Yes"), ours.out());
        }
        // of both kinds of daemon: how many bytes a frame has, of whichever node is asked
        List<String> frames = hosts.stream()
                .flatMap(h -> h.run(Host.choros("corosync-cfgtool"), "-n").out().lines().filter(l -> l.contains("mtu")))
                .map(l -> l.replaceFirst(".*mtu:", "mtu:")).distinct().toList();
        assertEquals(List.of("mtu: 1410"), frames);
    }
}
