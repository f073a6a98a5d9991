package org.choros.itests.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Command;
import org.choros.itests.lab.Host;
import org.choros.itests.lab.Host.Kind;
import org.choros.itests.lab.Lab;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nodes are added to and taken from the list of a running cluster by a reload, whichever kind of node is asked. */
class NodelistIT {
    private static final int FORM_S = 120;
    private static final int TOKEN_MS = 1000;

    @BeforeAll
    static void requirements() {
        Requirements.hosts();
        Requirements.peer();
    }

    @ParameterizedTest(name = "{0} {1} and {2}, asked: {3}, {4}")
    @CsvSource({"C, CHOROS, CHOROS, 1, 2", "CHOROS, C, C, 1, 2", "CHOROS, CHOROS, CHOROS, 2, 1"})
    void growsAndShrinks(Kind first, Kind second, Kind third, int askedFirst, int askedThen) {
        try (Lab lab = Lab.of("alpha", "beta", "gamma")) {
            List<Host> two = lab.hosts().subList(0, 2);
            Host late = lab.host(3);
            Configurations.plain(lab.hosts(), two, "udpu", TOKEN_MS);
            two.get(0).start(first);
            two.get(1).start(second);
            two.forEach(h -> h.awaitMembers(FORM_S, 1, 2));

            Configurations.plain(lab.hosts(), lab.hosts(), "udpu", TOKEN_MS);
            reload(lab.host(askedFirst));
            two.forEach(h -> awaitList(h, 3));
            late.start(third);
            lab.hosts().forEach(h -> h.awaitMembers(FORM_S, 1, 2, 3));
            lab.hosts().forEach(h -> awaitList(h, 3));

            late.terminate();
            two.forEach(h -> h.awaitMembers(FORM_S, 1, 2));
            Configurations.plain(two, two, "udpu", TOKEN_MS);
            reload(lab.host(askedThen));
            two.forEach(h -> awaitList(h, 2));
            // It believes that it belongs to them, but they do not listen to it any more.
            late.start(third);
            late.awaitMembers(FORM_S, 3);
            for (Host host : two) {
                assertArrayEquals(new int[]{1, 2}, host.members(), host::evidence);
                assertEquals(0, host.run("/usr/sbin/corosync-quorumtool", "-s").status(), host::evidence);
            }
        }
    }

    private static void reload(Host host) {
        Command done = host.run("/usr/sbin/corosync-cfgtool", "-R");
        assertEquals(0, done.status(), () -> done + "\n" + host.evidence());
    }

    /** The map has as many nodes, and so many votes are expected: the others have reloaded by themselves. */
    private static void awaitList(Host host, int nodes) {
        Await.until(host.name() + " has a list of " + nodes, FORM_S, () -> {
            Command keys = host.run("/usr/sbin/corosync-cmapctl", "nodelist.node.");
            return keys.out().lines().filter(l -> l.contains(".nodeid ")).count() == nodes
                    && host.run("/usr/sbin/corosync-quorumtool", "-s").out()
                            .contains("Expected votes:   " + nodes + "\n");
        }, host::evidence);
    }
}
