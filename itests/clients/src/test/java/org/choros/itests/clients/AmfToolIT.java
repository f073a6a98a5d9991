package org.choros.itests.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Command;
import org.choros.itests.lab.Host;
import org.choros.itests.lab.Host.Kind;
import org.junit.jupiter.api.Test;

/** corosync-amf on two hosts that keep a command available: what it shows and does, and what it says when it cannot. */
class AmfToolIT {
    private static final int LIMIT_S = 60;
    private static final String TOOL = Host.choros("corosync-amf");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String SECTION = """
            availability {
                group {
                    name: web
                    nodes: alpha beta
                    restart_delay: 50
                    component {
                        name: server
                        start: sh -c "echo $$ > /tmp/server; exec sleep 100000"
                        stop_timeout: 2000
                    }
                }
            }
            """;

    private TwoNodes nodes;

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }

    private JsonNode status(Host host) {
        return json(host.run(TOOL, "--json").out());
    }

    private void await(String what, Predicate<Host> so) {
        for (Host host : new Host[]{nodes.alpha(), nodes.beta()}) {
            Await.until(what + " on " + host.name(), LIMIT_S, () -> so.test(host),
                    () -> host.run(TOOL).toString() + nodes.alpha().evidence() + nodes.beta().evidence());
        }
    }

    private void awaitActive(String unit) {
        await("active in " + unit, host -> {
            Command c = host.run(TOOL);
            return c.status() == 0 && c.out().contains("  workload web: active")
                    && c.out().contains("    active in " + unit + "\n      server: instantiated");
        });
    }

    private Command ok(Host host, String... words) {
        String[] all = new String[words.length + 1];
        all[0] = TOOL;
        System.arraycopy(words, 0, all, 1, words.length);
        Command c = host.run(all);
        assertEquals(0, c.status(), c::toString);
        assertEquals("", c.err());
        return c;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void showsAndAdministers() throws Exception {
        Requirements.hostsAndPeer();
        nodes = TwoNodes.start("udpu", SECTION, Kind.CHOROS, Kind.CHOROS);
        try {
            nodes.awaitFormed();
            awaitActive("alpha");
            shows();
            fails();
            moves();
            refuses();
        } finally {
            nodes.close();
        }
    }

    private void shows() {
        String tree = ok(nodes.beta()).out();
        assertTrue(tree.startsWith("Availability information\n------------------------\nCluster:          managed\n"
                + "Seen by:          beta (2), quorate\n"), tree);
        assertTrue(tree.endsWith("""
                Nodes
                  alpha (1): here
                  beta (2): here

                Group web (2n)
                  workload web: active
                    active in alpha
                      server: instantiated
                    standby in beta
                  unit alpha on alpha (1): in service
                  unit beta on beta (2): in service
                """), tree);
        JsonNode workload = status(nodes.beta()).get("groups").get(0).get("workloads").get(0);
        assertEquals("web/alpha", workload.get("assignments").get(0).get("unit").asText());
        assertTrue(workload.get("active").asBoolean() && workload.get("why").isNull());
        // the tools of corosync see it in the map
        assertEquals("runtime.availability.group.web.workload.web.active (str) = alpha\n", nodes.beta()
                .run("/usr/sbin/corosync-cmapctl", "-g", "runtime.availability.group.web.workload.web.active").out());
    }

    /** A process that dies is restarted; the other node is told, with the cause. */
    private void fails() throws IOException {
        Path seen = nodes.beta().folder().resolve("watch");
        Process watch = nodes.beta().spawn(seen, TOOL, "--watch", "--json");
        try {
            Await.until("a first status", LIMIT_S, () -> text(seen).contains("\n"), () -> text(seen));
            assertEquals(0, nodes.alpha().run("sh", "-c", "kill -9 $(cat /tmp/server)").status());
            Await.until("the restart is seen", LIMIT_S, () -> text(seen).contains(
                    "\"subject\":\"web/web in web/alpha: server\",\"state\":\"instantiated\""), () -> text(seen));
            assertTrue(text(seen).lines().skip(1).map(AmfToolIT::json)
                    .anyMatch(c -> c.get("subject").asText().equals("web/web in web/alpha: server")
                            && c.get("node_id").asInt() == 1),
                    () -> text(seen));
            awaitActive("alpha");
            assertTrue(ok(nodes.beta()).out()
                    .contains("server: instantiated, 1 restart, failed last: ended with signal 9\n"));
            nodes.alpha().awaitLog("\\[AMF +\\] web/web in web/alpha: server: restarting \\(was: instantiated\\); "
                    + "ended with signal 9", LIMIT_S);
        } finally {
            watch.destroy();
        }
    }

    private void moves() {
        assertEquals("", ok(nodes.beta(), "move", "web", "beta").out());
        awaitActive("beta");
        ok(nodes.alpha(), "lock", "node", "beta");
        awaitActive("alpha");
        assertTrue(ok(nodes.beta()).out().contains("unit beta on beta (2): out of service, node beta (2) is locked"));
        nodes.beta().awaitLog("\\[AMF +\\] web/web in web/alpha: active \\(was: becomes active\\); "
                + "node alpha \\(1\\) has it up", LIMIT_S);
        ok(nodes.beta(), "lock", "web");
        await("not active", host -> host.run(TOOL).status() == 2);
        ok(nodes.beta(), "unlock", "web");
        awaitActive("alpha");
        ok(nodes.beta(), "unlock", "beta");
        awaitActive("beta");
    }

    private void refuses() {
        String[][] cases = {{"lock", "nix", "corosync-amf: there is no group and no node nix, see corosync-amf -h\n"},
                {"lock", "web/nix", "corosync-amf: there is no unit web/nix\n"},
                {"fenced", "alpha", "corosync-amf: node alpha (1) is here and says itself what it runs\n"},
                {"dance", "web", "corosync-amf: there is no command \"dance web\", see corosync-amf -h\n"}};
        for (String[] c : cases) {
            assertEquals(new Command(1, "", c[2]), nodes.alpha().run(TOOL, c[0], c[1]));
        }
        nodes.beta().terminate();
        Await.until("alone", LIMIT_S, () -> !status(nodes.alpha()).get("managed").asBoolean(),
                () -> nodes.alpha().evidence());
        Command c = nodes.alpha().run(TOOL, "lock", "web");
        assertEquals(new Command(1, "",
                "corosync-amf: nothing can be changed now: not quorate: alpha (1)\n"), c);
        c = nodes.beta().run(TOOL);
        assertEquals(1, c.status());
        assertEquals("Could not initialize corosync availability API error 2: the node does not run, or keeps nothing "
                + "available\n", c.err());
    }
}
