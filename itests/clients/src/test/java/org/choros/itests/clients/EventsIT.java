package org.choros.itests.clients;

import java.nio.file.Path;
import java.util.List;

import org.choros.itests.lab.Host;
import org.choros.itests.lab.Host.Kind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What trackers of all APIs are told when nodes and processes come and go, the same by both kinds of daemon. */
class EventsIT {
    /** By each API events are in order; what comes by two of them is not. */
    private static final List<String> APIS = List.of("cpg", "quorum-v0", "quorum-v1", "votequorum", "cmap", "cfg");
    private static final String GROUP = "crew";
    private static final int FORM_S = 60;

    @TempDir
    private static Path folder;
    private static Programs programs;

    @BeforeAll
    static void requirements() {
        Requirements.hostsAndPeer();
        Requirements.compiler();
        programs = new Programs(folder).watch();
    }

    /** The node that comes and goes is of either kind, too: on the same ring nobody notices which. */
    @ParameterizedTest(name = "{0} beside C, {1} beside Choros")
    @CsvSource({"C, CHOROS", "CHOROS, C"})
    void aNodeStopsAndComesAndIsKilledAndComes(Kind besideTheirs, Kind besideOurs) {
        try (BothClusters clusters = new BothClusters(besideTheirs, besideOurs)) {
            clusters.sameOn("events of a node that comes and goes", EventsIT::comeAndGo);
        }
    }

    private static String comeAndGo(TwoNodes cluster) {
        Host beta = cluster.beta();
        try (Watcher alpha = new Watcher(programs, cluster.alpha(), GROUP)) {
            alpha.await("cpg message hello from 1", 1);
            StringBuilder all = new StringBuilder();
            try (Watcher other = new Watcher(programs, beta, GROUP)) {
                alpha.await("cpg message hello from 2", 1);
                // the set-up of its own trackers, then what it was told
                other.await("cpg message hello from 2", 1);
                all.append(told(other));
                beta.terminate();
            }
            left(alpha, 1);
            beta.start(beta.kind());
            joined(cluster, alpha, 1);
            try (Watcher other = new Watcher(programs, beta, GROUP)) {
                alpha.await("cpg message hello from 2", 2);
                beta.kill();
            }
            left(alpha, 2);
            beta.start(beta.kind());
            joined(cluster, alpha, 2);
            return all.append(told(alpha)).toString();
        }
    }

    private static void left(Watcher alpha, int times) {
        alpha.await("votequorum context 5, quorate 0", times);
        alpha.await("quorum-v0 quorate 0", times);
        alpha.await("quorum-v1 quorate 0", times);
        alpha.await("cmap event 2 of runtime.members.2.status: \"joined\" -> \"left\"", times);
        alpha.await("left 2.other", times);
    }

    private static void joined(TwoNodes cluster, Watcher alpha, int times) {
        cluster.beta().awaitMembers(FORM_S, 1, 2);
        alpha.await("votequorum context 5, quorate 1", 1 + times);
        alpha.await("quorum-v0 quorate 1", 1 + times);
        alpha.await("quorum-v1 quorate 1", 1 + times);
        alpha.await("cpg ring of 1 members 1 2", 1 + times);
        alpha.await("cmap event 2 of runtime.members.2.status: \"left\" -> \"joined\"", times);
    }

    private static String told(Watcher watcher) {
        StringBuilder all = new StringBuilder();
        for (String api : APIS) {
            all.append(watcher.of(api)).append('\n');
        }
        return all.toString();
    }
}
