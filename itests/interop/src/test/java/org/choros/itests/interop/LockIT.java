package org.choros.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Host;
import org.choros.itests.lab.Host.Kind;
import org.choros.itests.lab.Lab;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Locks on hosts of their own: the engine is dropped into running nodes, programs hold locks, and things break. */
class LockIT {
    private static final int FORM_S = 120;
    private static final long SEED = 20_261;
    private static final long LIFE_NS = 20_000_000_000L;

    @BeforeAll
    static void requirements() {
        Requirements.hosts();
        Requirements.peer();
    }

    @Test
    void locksOutliveProgramsDaemonsAndPartitions() {
        try (Lab lab = Lab.of("alpha", "beta", "gamma"); LockHosts hosts = new LockHosts(lab)) {
            hosts.start(Kind.CHOROS, Kind.CHOROS, Kind.CHOROS);
            hosts.deployEngine();
            hosts.startPrograms();
            hosts.awaitStatus(3);
            byHand(lab, hosts);
            new LockFaults(hosts, SEED).live(LIFE_NS);
            hosts.finish();
            List<String> violations = hosts.judge().judge();
            assertEquals(List.of(), violations, () -> "seed " + SEED);
            // how many there are depends on the machine; that there were none would say that nothing was tried
            assertTrue(hosts.judge().granted() > 10, () -> hosts.judge().granted() + " grants, seed " + SEED);
        }
    }

    /** One thing after the other. */
    private static void byHand(Lab lab, LockHosts hosts) {
        hosts.takes(1, "first");
        hosts.asks(2, "first");
        hosts.awaitStatusOf(1, "held 1 waiting 1");
        hosts.asks(3, "first");
        hosts.awaitStatusOf(1, "held 1 waiting 2");

        // a program dies that has a promise: the next one gets the lock when that is over
        hosts.killProgram(1);
        hosts.program(2).await("has first");
        hosts.startProgram(1);

        // its host is cut off: it hears so, and the next one gets the lock
        lab.cable(lab.host(2), false);
        hosts.program(2).await("lost first");
        hosts.program(3).await("has first");
        lab.cable(lab.host(2), true);
        hosts.awaitMembers();

        // the daemon dies under it
        hosts.asks(2, "first");
        hosts.awaitStatusOf(1, "held 1 waiting 1");
        lab.host(3).kill();
        hosts.program(3).await("lost first CONNECTION");
        hosts.program(2).await("has first", 2);
        lab.host(3).start(Kind.CHOROS);
        hosts.awaitMembers();
        hosts.takes(3, "second");
        hosts.program(3).tell("give second");
        hosts.program(2).tell("give first");
        hosts.program(2).await("gave first");
        hosts.awaitStatus(3);
    }

    /** A node of corosync knows nothing of it, and counts for quorum. */
    @Test
    void aNodeWithoutTheEngineIsNoHindrance() {
        try (Lab lab = Lab.of("alpha", "beta", "gamma"); LockHosts hosts = new LockHosts(lab)) {
            hosts.start(Kind.CHOROS, Kind.CHOROS, Kind.C);
            hosts.deployEngine();
            hosts.startPrograms();
            hosts.awaitStatus(2);
            hosts.takes(1, "shared-disk");
            hosts.asks(2, "shared-disk");
            hosts.awaitStatusOf(1, "held 1 waiting 1");
            lab.host(1).kill();
            Host c = lab.host(3);
            c.awaitMembers(FORM_S, 2, 3);
            // with its vote the other one is quorate, and gets the lock when the lease of the one who is gone is over
            hosts.program(2).await("has shared-disk");
            Await.until("the C node is quorate", FORM_S,
                    () -> c.run("/usr/sbin/corosync-quorumtool", "-s").status() == 0, c::evidence);
            lab.host(1).start(Kind.CHOROS);
            hosts.awaitMembers();
            hosts.program(2).tell("give shared-disk");
            hosts.takes(1, "shared-disk-again");
            hosts.close();
            assertEquals(List.of(), hosts.judge().judge());
            c.terminate();
            assertEquals(0, c.awaitEnd(), c::evidence);
        }
    }
}
