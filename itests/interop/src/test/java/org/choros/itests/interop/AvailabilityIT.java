package org.choros.itests.interop;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Host;
import org.choros.itests.lab.Host.Kind;
import org.choros.itests.lab.Lab;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The example of {@code runtime/docs/availability.md}, as it stands there: a web server with a floating address on two
 * hosts, a third one that votes and on which a client counts what it misses.
 */
class AvailabilityIT {
    private static final int LIMIT_S = 120;
    private static final int TOKEN_MS = 1000;

    @BeforeAll
    static void requirements() {
        WebExample.requirements();
    }

    @Test
    void aWebServerOutlivesProcessNodeNetworkAndQuorum() throws IOException {
        try (Lab lab = Lab.of("alpha", "beta", "gamma")) {
            Configurations.plain(lab, "udpu", TOKEN_MS);
            WebExample.configure(lab, "");
            try (WebExample web = new WebExample(lab)) {
                lab.hosts().forEach(h -> h.start(Kind.CHOROS));
                lab.hosts().forEach(h -> h.awaitMembers(LIMIT_S, 1, 2, 3));
                web.served("begins", "alpha");
                run(lab, web);
                web.assertNeverTwo(lab);
            }
        }
    }

    private static void run(Lab lab, WebExample web) {
        Host alpha = lab.host(1);
        Host beta = lab.host(2);

        WebExample.kill(alpha, WebExample.HTTPD);
        web.served("its process is killed", "alpha");

        alpha.kill();
        Await.until("what ran here has gone with its node", LIMIT_S, () -> !web.runsOn(alpha), alpha::evidence);
        web.served("the node is killed", "beta");
        alpha.start(Kind.CHOROS);
        lab.hosts().forEach(h -> h.awaitMembers(LIMIT_S, 1, 2, 3));

        lab.cable(beta, false);
        web.served("its network is cut", "alpha");
        assertFalse(web.runsOn(beta));
        lab.cable(beta, true);
        lab.hosts().forEach(h -> h.awaitMembers(LIMIT_S, 1, 2, 3));

        beta.kill();
        lab.host(3).kill();
        Await.until("without quorum nothing runs", LIMIT_S, () -> !web.runsOn(alpha), alpha::evidence);
        alpha.awaitLog("No quorum: workloads are stopped", LIMIT_S);
        lab.host(3).start(Kind.CHOROS);
        web.served("quorum is lost and there again", "alpha");
        beta.start(Kind.CHOROS);
        lab.hosts().forEach(h -> h.awaitMembers(LIMIT_S, 1, 2, 3));
        web.served("all is healed", "alpha");
        alpha.terminate();
        web.served("the node ends in order", "beta");
        lab.host(2).terminate();
        lab.host(3).terminate();
        Await.until("the nodes' keepers have ended all", LIMIT_S,
                () -> !web.hasAddress(alpha) && !web.hasAddress(beta), alpha::evidence);
    }
}
