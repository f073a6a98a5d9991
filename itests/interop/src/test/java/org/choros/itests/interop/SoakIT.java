package org.choros.itests.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;

import org.choros.itests.lab.Command;
import org.choros.itests.lab.Host;
import org.choros.itests.lab.Host.Kind;
import org.choros.itests.lab.Lab;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two C daemons and a Choros node stay one ring while they are looked at, without retransmissions, and then survive the
 * death and return of random members. A few seconds by default; {@code -Dchoros.soak.seconds=600
 * -Dchoros.soak.rounds=10} for people.
 */
class SoakIT {
    private static final int FORM_S = 120;
    /** No token is to be lost because the machine is busy; the deaths of members are waited for. */
    private static final int TOKEN_MS = 4000;
    private static final int[] ALL = {1, 2, 3};
    private static final long SECONDS = Long.getLong("choros.soak.seconds", 15);
    private static final int ROUNDS = Integer.getInteger("choros.soak.rounds", 2);
    private static final long SEED = Long.getLong("choros.soak.seed", System.nanoTime());

    @BeforeAll
    static void requirements() {
        Requirements.hosts();
        Requirements.peer();
    }

    @Test
    void staysFormedAndSurvivesKills() {
        System.out.println("soak: seconds=" + SECONDS + " rounds=" + ROUNDS + " seed=" + SEED);
        try (Lab lab = Lab.of("alpha", "beta", "gamma")) {
            Configurations.plain(lab, "udpu", TOKEN_MS);
            lab.host(1).start(Kind.C);
            lab.host(2).start(Kind.C);
            lab.host(3).start(Kind.CHOROS);
            formed(lab.hosts());
            long end = System.nanoTime() + SECONDS * 1_000_000_000L;
            int looks = 0;
            while (System.nanoTime() - end < 0) {
                for (Host host : lab.hosts()) {
                    assertArrayEquals(ALL, host.members(), host::evidence);
                    looks++;
                }
            }
            for (Host host : lab.hosts()) {
                assertEquals("0", counter(host, "mcast_retx"), host::evidence);
                assertEquals("0", counter(host, "operational_token_lost"), host::evidence);
            }
            System.out.println("soak: " + looks + " looks at the membership, no retransmission, no token lost");
            kill(lab);
        }
    }

    private static void kill(Lab lab) {
        Random random = new Random(SEED);
        for (int round = 1; round <= ROUNDS; round++) {
            Host victim = lab.host(1 + random.nextInt(ALL.length));
            List<Host> rest = lab.hosts().stream().filter(h -> h != victim).toList();
            victim.kill();
            for (Host host : rest) {
                host.awaitMembers(FORM_S, rest.stream().mapToInt(Host::number).toArray());
            }
            victim.start(victim.kind());
            formed(lab.hosts());
            System.out.println("soak: round " + round + ": " + victim.name() + " (" + victim.kind()
                    + ") was killed and is back");
        }
    }

    private static void formed(List<Host> hosts) {
        for (Host host : hosts) {
            host.awaitMembers(FORM_S, ALL);
        }
    }

    private static String counter(Host host, String name) {
        Command c = host.run("/usr/sbin/corosync-cmapctl", "-m", "stats", "-g", "stats.srp." + name);
        return c.out().trim().replaceFirst(".* = ", "");
    }
}
