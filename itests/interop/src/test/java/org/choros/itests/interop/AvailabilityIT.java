package org.choros.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Command;
import org.choros.itests.lab.Host;
import org.choros.itests.lab.Host.Kind;
import org.choros.itests.lab.JavaProgram;
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
    private static final String SERVER = "10.1.11.10";
    private static final Pattern EXAMPLE = Pattern.compile("```\n(availability \\{\n.*?\n\\}\n)```", Pattern.DOTALL);

    private final StringBuilder report = new StringBuilder();
    private JavaProgram client;
    private AddressWatch watch;
    private int seen;

    @BeforeAll
    static void requirements() {
        Requirements.hosts();
        Requirements.require(Files.exists(Path.of("/usr/bin/python3")) ? null : "python3 is not installed");
    }

    private static String example() throws IOException {
        Path document = Path.of(System.getProperty("choros.distribution"), "docs", "availability.md");
        Matcher m = EXAMPLE.matcher(Files.readString(document));
        assertTrue(m.find(), "the document has an example");
        return m.group(1).replace("/usr/share/choros", System.getProperty("choros.distribution"));
    }

    @Test
    void aWebServerOutlivesProcessNodeNetworkAndQuorum() throws IOException {
        try (Lab lab = Lab.of("alpha", "beta", "gamma")) {
            Configurations.plain(lab, "udpu", TOKEN_MS);
            for (Host host : lab.hosts()) {
                Files.writeString(host.etc("corosync.conf"), example(), StandardOpenOption.APPEND);
                Files.writeString(host.ownFolder("/srv/web", "root:root").resolve("index.html"),
                        "page of " + host.name() + "\n");
            }
            Command checked = lab.host(1).run(Host.choros("corosync"), "-t");
            assertEquals(0, checked.status(), checked.err());
            try (AddressWatch addresses = new AddressWatch(SERVER, lab.hosts());
                    JavaProgram program = new JavaProgram(lab.host(3), lab.host(3).folder().resolve("client"),
                            PollProgram.class, SERVER)) {
                watch = addresses;
                client = program;
                lab.hosts().forEach(h -> h.start(Kind.CHOROS));
                lab.hosts().forEach(h -> h.awaitMembers(LIMIT_S, 1, 2, 3));
                served("begins", "alpha");
                run(lab);
                assertEquals(List.of(), addresses.violations(), () -> lab.host(1).evidence());
                assertTrue(addresses.looks() > 1000, () -> addresses.looks() + " looks");
            } finally {
                System.out.println("The client of the web server:\n" + report);
            }
        }
    }

    private void run(Lab lab) {
        Host alpha = lab.host(1);
        Host beta = lab.host(2);

        kill(alpha, "http.server");
        served("its process is killed", "alpha");

        alpha.kill();
        Await.until("what ran here has gone with its node", LIMIT_S,
                () -> !watch.has(0) && pids(alpha, "http.server").isEmpty(), alpha::evidence);
        served("the node is killed", "beta");
        alpha.start(Kind.CHOROS);
        lab.hosts().forEach(h -> h.awaitMembers(LIMIT_S, 1, 2, 3));

        lab.cable(beta, false);
        served("its network is cut", "alpha");
        assertFalse(watch.has(1));
        assertEquals(List.of(), pids(beta, "http.server"));
        lab.cable(beta, true);
        lab.hosts().forEach(h -> h.awaitMembers(LIMIT_S, 1, 2, 3));

        beta.kill();
        lab.host(3).kill();
        Await.until("without quorum nothing runs", LIMIT_S,
                () -> !watch.has(0) && pids(alpha, "http.server").isEmpty(), alpha::evidence);
        alpha.awaitLog("No quorum: workloads are stopped", LIMIT_S);
        lab.host(3).start(Kind.CHOROS);
        served("quorum is lost and there again", "alpha");
        beta.start(Kind.CHOROS);
        lab.hosts().forEach(h -> h.awaitMembers(LIMIT_S, 1, 2, 3));
        served("all is healed", "alpha");
        alpha.terminate();
        served("the node ends in order", "beta");
        lab.host(2).terminate();
        lab.host(3).terminate();
        Await.until("the nodes' keepers have ended all", LIMIT_S, () -> !watch.has(0) && !watch.has(1),
                alpha::evidence);
    }

    /** Waits until the client is served by a host, ten times running, and writes down what it has missed before. */
    private void served(String event, String host) {
        // the request that is under way may be of before
        int since = client.lines().size() + 1;
        Await.until(event + ": served by " + host, LIMIT_S, () -> {
            List<String> lines = client.lines();
            int from = lines.size() - 10;
            return from >= since && lines.subList(from, lines.size()).stream().allMatch(l -> l.endsWith(" by " + host));
        }, client::evidence);
        List<String> lines = client.lines();
        long missed = lines.subList(seen, lines.size()).stream().filter(l -> l.contains("missed")).count();
        report.append(String.format("  %-32s %3d of %3d requests missed, then served by %s%n", event, missed,
                lines.size() - seen, host));
        seen = lines.size();
    }

    /** The host's processes that have a word. */
    private static List<String> pids(Host host, String word) {
        return host.processes().stream().filter(pid -> {
            try {
                return List.of(Files.readString(Path.of("/proc", pid, "cmdline")).split("\0")).contains(word);
            } catch (IOException e) {
                return false;
            }
        }).toList();
    }

    private static void kill(Host host, String word) {
        List<String> pids = pids(host, word);
        assertEquals(1, pids.size());
        Command.check("kill", "-KILL", pids.get(0));
    }
}
