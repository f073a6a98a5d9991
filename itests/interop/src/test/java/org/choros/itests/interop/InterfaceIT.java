package org.choros.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Host;
import org.choros.itests.lab.Lab;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host that loses its network, by its own doing and by the switch's, and gets it back: one ring again. */
class InterfaceIT {
    private static final int LIMIT_S = 120;
    private static final int TOKEN_MS = 1000;

    @BeforeAll
    static void requirements() {
        Requirements.hosts();
    }

    @ParameterizedTest
    @ValueSource(strings = {"udpu", "udp"})
    void comesBack(String transport) {
        try (Lab lab = Lab.of("alpha", "beta", "gamma")) {
            Configurations.plain(lab, transport, TOKEN_MS);
            lab.hosts().forEach(h -> h.start(Host.Kind.CHOROS));
            together(lab);
            Host alone = lab.host(2);
            int from = alone.log().length();
            lab.link(alone, false);
            apart(lab, alone);
            logs(alone, from, "The network interface is down.");
            lab.link(alone, true);
            together(lab);
            logs(alone, from, "The network interface [10.1.11.102] is now up.");
            int pulled = alone.log().length();
            lab.cable(alone, false);
            apart(lab, alone);
            lab.cable(alone, true);
            together(lab);
            assertFalse(alone.log().substring(pulled).contains("The network interface"), alone::evidence);
            for (Host host : lab.hosts()) {
                assertEquals("", host.console());
                host.terminate();
                assertEquals(0, host.awaitEnd(), host::evidence);
            }
        }
    }

    private static void logs(Host host, int from, String text) {
        Await.until(host.name() + " logs " + text, LIMIT_S, () -> host.log().substring(from).contains(text),
                host::evidence);
    }

    private static void together(Lab lab) {
        for (Host host : lab.hosts()) {
            host.awaitMembers(LIMIT_S, 1, 2, 3);
            quorate(host, true);
        }
    }

    private static void apart(Lab lab, Host alone) {
        for (Host host : lab.hosts()) {
            if (host == alone) {
                host.awaitMembers(LIMIT_S, 2);
            } else {
                host.awaitMembers(LIMIT_S, 1, 3);
            }
            quorate(host, host != alone);
        }
    }

    private static void quorate(Host host, boolean expected) {
        String line = "Quorate:          " + (expected ? "Yes" : "No");
        Await.until(host.name() + " shows " + line, LIMIT_S, () -> List.of(host.run(Host.choros("corosync-quorumtool"),
                "-s").out().split("\n")).contains(line), host::evidence);
    }
}
