package org.choros.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;

import org.choros.itests.lab.Host;
import org.choros.itests.lab.Lab;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two hosts whose files give both the node id 1: the log names the other, nobody crashes or hangs. */
class SameNodeIdIT {
    private static final int LIMIT_S = 120;

    @BeforeAll
    static void requirements() {
        Requirements.hosts();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "udp", "udpu"})
    void isNamed(String configuration) throws IOException {
        try (Lab lab = Lab.of("alpha", "beta")) {
            if ("reference".equals(configuration)) {
                Configurations.reference(lab);
            } else {
                Configurations.plain(lab, configuration, 1000);
            }
            String wrong = Files.readString(lab.host(2).etc("corosync.conf")).replace("nodeid: 1", "nodeid: 3")
                    .replace("nodeid: 2", "nodeid: 1").replace("nodeid: 3", "nodeid: 2");
            lab.host(2).configure("corosync.conf", wrong);
            for (Host host : lab.hosts()) {
                host.start(Host.Kind.CHOROS);
                host.awaitLog("Completed service synchronization", LIMIT_S);
            }
            for (Host host : lab.hosts()) {
                Host other = lab.host(3 - host.number());
                host.awaitLog("Node id 1 is ours, but " + other.address() + " uses it too", LIMIT_S);
                host.awaitMembers(LIMIT_S, 1);
            }
            for (Host host : lab.hosts()) {
                host.terminate();
                assertEquals(0, host.awaitEnd(), host::evidence);
                assertEquals("", host.console());
            }
        }
    }
}
