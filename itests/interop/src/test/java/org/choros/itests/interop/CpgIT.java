package org.choros.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Command;
import org.choros.itests.lab.Host;
import org.choros.itests.lab.Host.Kind;
import org.choros.itests.lab.Lab;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Process groups of C programs: on a Choros node, and across Choros nodes and Debian's corosync. */
class CpgIT {
    private static final int FORM_S = 120;
    private static final int TOKEN_MS = 1000;
    private static final String CPGTOOL = "/usr/sbin/corosync-cpgtool";

    @TempDir
    private static Path folder;
    private static Path program;

    @BeforeAll
    static void requirements() {
        Requirements.hosts();
        Requirements.peer();
        Requirements.compiler();
        program = CpgProgram.compile(folder);
    }

    /** Everything that a client can do, on one node. */
    @ParameterizedTest
    @CsvSource({"CHOROS", "C"})
    void oneNode(Kind kind) {
        try (Lab lab = Lab.of("alpha")) {
            Configurations.plain(lab, "udpu", TOKEN_MS);
            Host host = lab.host(1);
            host.start(kind);
            host.awaitMembers(FORM_S, 1);
            try (CpgProgram a = new CpgProgram(program, host, "one");
                    CpgProgram b = new CpgProgram(program, host,
                            "one", "plain")) {
                a.awaitLine("+" + b.address());
                assertTrue(a.lines().get(2).startsWith("ring 1."), () -> "asked for with the join: " + a.lines());
                int seed = 0;
                for (int length : new int[]{0, 1, 4, 100, 100_000, 900_000, 1_047_552, 1_047_553, 3_000_000}) {
                    a.tell("say " + length + " " + ++seed);
                    String arrived = "message one " + a.address() + " " + length + " "
                            + (length < 4 ? 0 : seed) + " whole";
                    a.awaitLine(arrived);
                    b.awaitLine(arrived);
                }
                a.tell("zero 50 77");
                a.awaitLine("zero 1");
                a.awaitLine("message one " + a.address() + " 50 77 whole");
                b.awaitLine("message one " + a.address() + " 50 77 whole");
                a.tell("list");
                String members = sorted(a.address(), b.address());
                a.awaitLine("list " + members);
                String list = "Group Name\t       PID\t   Node ID\none\n" + tool(a.address(), host)
                        + tool(b.address(), host);
                Command cpgtool = host.run(CPGTOOL);
                assertEquals(list, cpgtool.out(), cpgtool::err);
                assertEquals("one\n", host.run(CPGTOOL, "-n").out());
                try (CpgProgram other = new CpgProgram(program, host, "ta\tb\\ \u00e9")) {
                    bothToolsAgree(host);
                    other.kill();
                    Await.until("its group is gone", FORM_S, () -> "one\n".equals(host.run(CPGTOOL, "-n").out()),
                            host::evidence);
                }
                b.tell("leave");
                a.awaitLine("-" + b.address() + "(2)");
                b.awaitLine("-" + b.address() + "(2)");
                b.kill();
                try (CpgProgram c = new CpgProgram(program, host, "one")) {
                    c.kill();
                    a.awaitLine("-" + c.address() + "(5)");
                }
                assertTrue(a.isAlive());
            }
            Await.until("the group is empty", FORM_S,
                    () -> "Group Name\t       PID\t   Node ID\n".equals(host.run(CPGTOOL).out()), host::evidence);
            host.terminate();
            assertEquals(0, host.awaitEnd(), host::evidence);
        }
    }

    private static void bothToolsAgree(Host host) {
        for (String options : List.of("-h", "-n", "-e", "-n -d ;", "-d ,", "-e -d xy")) {
            String[] words = ("x " + options).split(" ");
            words[0] = CPGTOOL;
            Command theirs = host.run(words);
            words[0] = Host.choros("corosync-cpgtool");
            Command ours = host.run(words);
            // the help of ours has one line more: --json is ours alone
            String out = ours.out().replaceFirst("\t--json\t.*\n", "");
            assertEquals(theirs, new Command(ours.status(), out, ours.err()), options);
        }
        assertEquals(host.run(CPGTOOL), host.run(Host.choros("corosync-cpgtool")));
    }

    private static String sorted(String a, String b) {
        boolean first = Integer.parseInt(a.substring(2)) < Integer.parseInt(b.substring(2));
        return first ? "=" + a + " =" + b : "=" + b + " =" + a;
    }

    private static String tool(String address, Host host) {
        return String.format("\t\t%10s\t%10s (%s)%n", address.substring(2), address.substring(0, 1), host.address());
    }

    /** One client on each host, all of which see the same messages and views in the same order, whatever happens. */
    @ParameterizedTest(name = "{0}: {1} {2} {3}")
    @CsvSource({"udpu, C, CHOROS, CHOROS", "udpu, CHOROS, C, C", "udp, CHOROS, C, CHOROS"})
    void mixedRing(String transport, Kind first, Kind second, Kind third) {
        List<Kind> kinds = List.of(first, second, third);
        List<CpgProgram> clients = new ArrayList<>();
        try (Lab lab = Lab.of("alpha", "beta", "gamma")) {
            Configurations.plain(lab, transport, TOKEN_MS);
            List<Host> hosts = lab.hosts();
            for (Host host : hosts) {
                host.start(kinds.get(host.number() - 1));
            }
            for (Host host : hosts) {
                host.awaitMembers(FORM_S, 1, 2, 3);
            }
            for (Host host : hosts) {
                clients.add(new CpgProgram(program, host, "crew"));
            }
            everybodyHearsEverybody(clients, 0);
            sameSince(clients, "+" + clients.get(2).address());

            CpgProgram killed = clients.remove(0);
            killed.kill();
            everywhere(clients, "-" + killed.address() + "(5)");
            clients.add(new CpgProgram(program, killed.host(), "crew"));
            everywhere(clients, "+" + clients.get(2).address());

            for (int round = 0; round < 3; round++) {
                CpgProgram gone = clients.remove(0);
                Host host = gone.host();
                host.kill();
                gone.close();
                everywhere(clients, "-" + gone.address() + "(3)");
                host.start(host.kind());
                host.awaitMembers(FORM_S, 1, 2, 3);
                clients.add(new CpgProgram(program, host, "crew"));
                String joined = "+" + clients.get(2).address() + "(1)";
                everywhere(clients, joined);
                everybodyHearsEverybody(clients, 100 * round + 100);
                sameSince(clients, joined);
            }

            CpgProgram leaver = clients.remove(0);
            leaver.tell("leave");
            everywhere(clients, "-" + leaver.address() + "(2)");
            if (leaver.host().kind() == Kind.CHOROS) {
                // corosync 3.1.7 never lets a connection join again
                leaver.tell("join");
                everywhere(clients, "+" + leaver.address());
            }
            leaver.close();
            sameSince(clients, "-" + leaver.address() + "(2)");
        } finally {
            clients.forEach(CpgProgram::close);
        }
    }

    /** Two parts, each with a client, that meet: each learns of the other's in one view, as of a node that came up. */
    @Test
    void partsMeet() {
        try (Lab lab = Lab.of("alpha", "beta")) {
            Configurations.plain(lab, "udpu", TOKEN_MS);
            Host ours = lab.host(1);
            Host theirs = lab.host(2);
            lab.cable(theirs, false);
            ours.start(Kind.CHOROS);
            theirs.start(Kind.C);
            ours.awaitMembers(FORM_S, 1);
            theirs.awaitMembers(FORM_S, 2);
            try (CpgProgram a = new CpgProgram(program, ours, "crew");
                    CpgProgram b = new CpgProgram(program, theirs,
                            "crew")) {
                lab.cable(theirs, true);
                String both = "view crew =" + a.address() + " =" + b.address();
                a.awaitLine(both + " +" + b.address() + "(4)");
                b.awaitLine(both + " +" + a.address() + "(4)");
                everybodyHearsEverybody(List.of(a, b), 0);
                lab.cable(theirs, false);
                a.awaitLine("view crew =" + a.address() + " -" + b.address() + "(3)");
                b.awaitLine("view crew =" + b.address() + " -" + a.address() + "(3)");
            }
        }
    }

    /** More than any queue holds, from all sides at once: flow control stops the senders, and nothing is lost. */
    @ParameterizedTest(name = "{0} {1} {2}, {3} x {4}")
    @CsvSource({"C, CHOROS, CHOROS, 20000, 100", "CHOROS, CHOROS, CHOROS, 3000, 10000", "CHOROS, C, C, 20, 500000"})
    void floods(Kind first, Kind second, Kind third, int count, int length) {
        List<Kind> kinds = List.of(first, second, third);
        List<CpgProgram> clients = new ArrayList<>();
        try (Lab lab = Lab.of("alpha", "beta", "gamma")) {
            // a busy machine is not to look like a dead node
            Configurations.plain(lab, "udpu", Configurations.PATIENT_TOKEN_MS);
            lab.hosts().forEach(h -> h.start(kinds.get(h.number() - 1)));
            lab.hosts().forEach(h -> h.awaitMembers(FORM_S, 1, 2, 3));
            for (Host host : lab.hosts()) {
                clients.add(new CpgProgram(program, host, "crew"));
            }
            everywhere(clients, "+" + clients.get(2).address());
            clients.forEach(c -> c.tell("quiet " + count));
            // all are quiet before the first sends
            clients.forEach(c -> c.tell("list"));
            everywhere(clients, "list ");
            clients.forEach(c -> c.tell("flood " + count + " " + length));
            for (CpgProgram sender : clients) {
                everywhere(clients, "heard " + sender.address() + " " + count + " whole");
            }
            for (CpgProgram client : clients) {
                assertTrue(client.lines().stream().noneMatch(l -> l.startsWith("gap")),
                        () -> client.lines().toString());
            }
            for (Host host : lab.hosts()) {
                assertEquals(0, host.run("/usr/sbin/corosync-quorumtool", "-s").status(), host::evidence);
            }
        } finally {
            clients.forEach(CpgProgram::close);
        }
    }

    /** Small ones, one byte, 100 kB, 900 kB, all at once from all sides. */
    private static void everybodyHearsEverybody(List<CpgProgram> clients, int seed) {
        int[] lengths = {10, 1, 100_000, 20, 900_000, 2_000_000, 30};
        for (CpgProgram client : clients) {
            for (int i = 0; i < lengths.length; i++) {
                // a message that is longer than one request is spoilt by a change of the group; there is none here
                client.tell("say " + lengths[i] + " " + (seed + i + 1));
            }
        }
        for (CpgProgram client : clients) {
            for (CpgProgram sender : clients) {
                client.awaitLine("message crew " + sender.address() + " 30 " + (seed + lengths.length) + " whole");
            }
            assertTrue(client.lines().stream().noneMatch(l -> l.contains("damaged")), () -> client.lines().toString());
        }
    }

    private static void everywhere(List<CpgProgram> clients, String change) {
        clients.forEach(c -> c.awaitLine(change));
    }

    private static void sameSince(List<CpgProgram> clients, String event) {
        List<String> first = events(clients.get(0), event);
        for (CpgProgram client : clients) {
            Await.until("the same events", FORM_S, () -> events(client, event).equals(events(clients.get(0), event)),
                    () -> String.join("\n", first) + "\n---\n" + String.join("\n", events(client, event)));
        }
    }

    private static List<String> events(CpgProgram client, String event) {
        // the ring is told once to a joiner beside the view
        return client.since(event).stream().filter(l -> l.startsWith("view") || l.startsWith("message")).toList();
    }
}
