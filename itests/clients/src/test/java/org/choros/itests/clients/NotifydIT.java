package org.choros.itests.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Command;
import org.choros.itests.lab.Host;
import org.choros.itests.lab.Host.Kind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Debian's corosync-notifyd and ours beside each other on a host of a cluster of C and on one of Choros: all four say
 * the same. Lines of one kind are in order; those of two kinds come by two connections and are not.
 */
class NotifydIT {
    private static final int LIMIT_S = 60;
    private static final String MEMBERS = "\\[notice\\] .* ip:.*";
    private static final String QUORUM = "\\[notice\\] .* (is now quorate|has lost quorum)";
    private static final String PROGRAM = "\\[notice\\] .*corosync-cpgtoo .*";
    private static final String LINKS = "\\[notice\\] .* link .*";

    @BeforeAll
    static void requirements() {
        Requirements.hostsAndPeer();
        Requirements.program(Notifier.DEBIAN, "corosync-notifyd");
    }

    @Test
    void aNodeStopsAndComesAndIsKilledAndComes() {
        try (BothClusters clusters = new BothClusters()) {
            clusters.sameOn("what notifiers say", NotifydIT::comeAndGo);
        }
    }

    private static String comeAndGo(TwoNodes cluster) {
        Host alpha = cluster.alpha();
        Host beta = cluster.beta();
        try (Notifier theirs = new Notifier(alpha, Notifier.DEBIAN);
                Notifier ours = new Notifier(alpha, Notifier.ours());
                Notifier numeric = new Notifier(alpha, Notifier.ours(), "-n")) {
            List<Notifier> all = List.of(theirs, ours, numeric);
            awaitAll(all, QUORUM, 1);
            beta.terminate();
            awaitAll(all, MEMBERS, 1);
            awaitAll(all, QUORUM, 2);
            beta.start(beta.kind());
            beta.awaitMembers(LIMIT_S, 1, 2);
            awaitAll(all, MEMBERS, 2);
            awaitAll(all, QUORUM, 3);
            assertEquals(0, alpha.run("/usr/sbin/corosync-cpgtool", "-n").status());
            beta.kill();
            awaitAll(all, MEMBERS, 3);
            awaitAll(all, QUORUM, 4);
            beta.start(beta.kind());
            beta.awaitMembers(LIMIT_S, 1, 2);
            awaitAll(all, MEMBERS, 4);
            awaitAll(all, QUORUM, 5);
            awaitAll(all, ".*corosync-cpgtoo is now disconnected.*", 2);
            assertEquals(said(theirs), said(ours));
            assertEquals(said(theirs).replace("] beta[2]", "] 10.1.11.102[2]"), said(numeric));
            assertEquals(0, numeric.terminate());
            alpha.terminate();
            assertEquals(theirs.awaitEnd(), ours.awaitEnd());
            assertEquals(theirs.of("\\[error\\].*"), ours.of("\\[error\\].*"));
            return said(theirs) + said(ours) + ours.of("\\[error\\].*");
        }
    }

    private static void awaitAll(List<Notifier> notifiers, String regex, int count) {
        notifiers.forEach(n -> n.await(regex, count));
    }

    private static String said(Notifier notifier) {
        return notifier.of(MEMBERS) + "\n" + notifier.of(QUORUM) + "\n" + notifier.of(PROGRAM) + "\n";
    }

    @Test
    void withoutANodeItEnds() {
        try (BothClusters clusters = new BothClusters()) {
            clusters.sameOn("what notifiers say without a node", cluster -> {
                Host alpha = cluster.alpha();
                alpha.terminate();
                try (Notifier theirs = new Notifier(alpha, Notifier.DEBIAN);
                        Notifier ours = new Notifier(alpha, Notifier.ours())) {
                    assertEquals(theirs.awaitEnd(), ours.awaitEnd());
                    assertEquals(theirs.lines(), ours.lines());
                    return String.join("\n", ours.lines());
                }
            });
        }
    }

    /** Lines in syslog, from the foreground and from the background. */
    @Test
    void syslogHasTheSameLines() {
        try (TwoNodes cluster = TwoNodes.start(Kind.CHOROS, Kind.CHOROS)) {
            cluster.awaitFormed();
            Host alpha = cluster.alpha();
            StringBuilder said = new StringBuilder();
            for (String program : List.of(Notifier.DEBIAN, Notifier.ours())) {
                try (Syslog syslog = new Syslog(alpha)) {
                    Command c = syslog.run(program, "-l");
                    assertEquals("", c.out() + c.err());
                    assertEquals(0, c.status());
                    syslog.await(1, ".* is now quorate");
                    assertEquals(0, alpha.run("/usr/sbin/corosync-cpgtool", "-n").status());
                    // it has a connection for groups and one for the map
                    syslog.await(2, ".*corosync-cpgtoo is now disconnected.*");
                    said.append(syslog.of(QUORUM + "|" + PROGRAM)).append("---\n");
                    syslog.endDaemon("corosync-notify");
                }
            }
            String[] both = said.toString().split("---\n");
            assertEquals(both[0], both[1]);
        }
    }

    /** Traps differ only in their request ids and times. */
    @Test
    void trapsAreTheSame() {
        try (BothClusters clusters = new BothClusters()) {
            clusters.sameOn("traps", cluster -> {
                Host alpha = cluster.alpha();
                try (Traps toTheirs = new Traps(alpha, 1162);
                        Traps toOurs = new Traps(alpha, 2162);
                        Notifier theirs = notifier(alpha, Notifier.DEBIAN, "1162");
                        Notifier ours = notifier(alpha, Notifier.ours(), "2162")) {
                    awaitAll(List.of(theirs, ours), QUORUM, 1);
                    cluster.beta().terminate();
                    awaitAll(List.of(theirs, ours), MEMBERS, 1);
                    awaitAll(List.of(theirs, ours), QUORUM, 2);
                    assertEquals(toTheirs.await(3), toOurs.await(3));
                    return toOurs.await(3);
                }
            });
        }
    }

    private static Notifier notifier(Host host, String program, String port) {
        return new Notifier(host, program, "-c", "secret", "-m", "127.0.0.1:" + port);
    }

    /** Links are told of with knet, here one of C. */
    @Test
    void aLinkFailsAndComesBack() {
        try (TwoNodes cluster = TwoNodes.start("knet", Kind.C, Kind.C)) {
            cluster.awaitFormed();
            Host alpha = cluster.alpha();
            try (Notifier theirs = new Notifier(alpha, Notifier.DEBIAN);
                    Notifier ours = new Notifier(alpha, Notifier.ours())) {
                List<Notifier> both = List.of(theirs, ours);
                awaitAll(both, QUORUM, 1);
                cluster.cable(false);
                awaitAll(both, ".*link 0 to node 2 is now disconnected", 1);
                awaitAll(both, ".*beta.* left", 1);
                cluster.cable(true);
                awaitAll(both, ".*link 0 to node 2 is now operational", 1);
                awaitAll(both, ".*beta.* joined", 1);
                assertEquals(theirs.of(LINKS), ours.of(LINKS));
                assertEquals(theirs.of(MEMBERS), ours.of(MEMBERS));
            }
        }
    }

    /** What came to a port, as perl reads it: community and all of a trap that is the same for everybody. */
    private static final class Traps implements AutoCloseable {
        private static final String LISTEN = """
                use Socket; $| = 1; socket(my $s, PF_INET, SOCK_DGRAM, 0); bind($s, sockaddr_in(shift, INADDR_ANY))
                or die $!; print "listening\\n"; while (1) { recv($s, my $b, 65536, 0); print unpack("H*", $b), "\\n"; }
                """;
        /** Community; then all that follows the time since start: what it is and its values. */
        private static final Pattern TRAP = Pattern
                .compile("30.*?(0201010406736563726574a7).*?(060a2b06010603010104010006.*)");

        private final Path output;
        private final Process process;

        Traps(Host host, int port) {
            output = host.folder().resolve("traps" + port);
            process = host.spawn(output, "perl", "-e", LISTEN, Integer.toString(port));
            Await.until("somebody listens", LIMIT_S, () -> text(output).startsWith("listening\n"), () -> text(output));
        }

        String await(int count) {
            Await.until(count + " traps", LIMIT_S, () -> text(output).lines().count() == count + 1L,
                    () -> text(output));
            // those for nodes and those for quorum come by two connections
            return text(output).lines().skip(1).map(l -> {
                Matcher trap = TRAP.matcher(l);
                return trap.matches() ? trap.group(1) + trap.group(2) : l;
            }).sorted().reduce("", (a, b) -> a + b + "\n");
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
