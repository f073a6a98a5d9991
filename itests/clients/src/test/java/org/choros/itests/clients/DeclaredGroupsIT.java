package org.choros.itests.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Command;
import org.choros.itests.lab.Host;
import org.choros.itests.lab.Host.Kind;
import org.junit.jupiter.api.Test;

/** A group that is not in corosync.conf: from a file to a process on the other host, and back. */
class DeclaredGroupsIT {
    private static final int LIMIT_S = 60;
    private static final String TOOL = Host.choros("corosync-amf");
    private static final String SECTIONS = """
            uidgid {
                uid: nobody
            }
            availability {
                group {
                    name: web
                    nodes: alpha beta
                    component {
                        start: sleep 100000
                    }
                }
            }
            """;
    private static final String TV = """
            # what the television is fed with
            group {
                name: tv
                nodes: beta alpha
                component {
                    name: server
                    start: sh -c "echo $$ > /run/tv; exec sleep 100000"
                    stop_timeout: 2000
                }
            }
            """;

    private TwoNodes nodes;

    private String evidence() {
        return nodes.alpha().run(TOOL).toString() + nodes.alpha().evidence() + nodes.beta().evidence();
    }

    private void await(String what, Host host, String shown, boolean there) {
        Await.until(what, LIMIT_S, () -> host.run(TOOL).out().contains(shown) == there, this::evidence);
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file).strip() : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void declaresAndWithdraws() throws Exception {
        Requirements.hostsAndPeer();
        nodes = TwoNodes.start("udpu", SECTIONS, Kind.CHOROS, Kind.CHOROS);
        try {
            nodes.awaitFormed();
            await("the file's group", nodes.alpha(), "  workload web: active", true);
            Host alpha = nodes.alpha();
            Host beta = nodes.beta();
            refuses(alpha);
            alpha.configure("tv.conf", TV);
            assertEquals(new Command(0, "", ""), alpha.run(TOOL, "declare", "/etc/corosync/tv.conf"));
            await("it is active", alpha, """
                    Group tv (2n), declared
                      workload tv: active
                        active in beta
                          server: instantiated
                    """, true);
            String pid = text(beta.folder().resolve("run/tv"));
            assertTrue(beta.processes().contains(pid), pid);
            JsonNode groups = JsonMapper.builder().build().readTree(beta.run(TOOL, "--json").out()).get("groups");
            assertEquals("declared", groups.get(0).get("origin").asText());
            assertTrue(groups.get(1).get("origin").isNull());
            assertEquals(new Command(0, "", ""), beta.run(TOOL, "withdraw", "tv"));
            await("it is gone", alpha, "Group tv", false);
            Await.until("it is stopped", LIMIT_S, () -> !beta.processes().contains(pid), this::evidence);
            alpha.awaitLog("\\[AMF +\\] Declaration: group tv is withdrawn by a client of node beta \\(2\\)", LIMIT_S);
            assertEquals(new Command(1, "", "corosync-amf: no group of this name was declared\n"),
                    beta.run(TOOL, "withdraw", "tv"));
        } finally {
            nodes.close();
        }
    }

    private void refuses(Host host) {
        host.configure("line.conf", "group {\n    name: tv\n    nodes alpha\n}\n");
        assertEquals(new Command(1, "", "corosync-amf: /etc/corosync/line.conf: line 3: this is no section that opens "
                + "or closes, and no \"key: value\"\n"), host.run(TOOL, "declare", "/etc/corosync/line.conf"));
        // all that is wrong with it at once
        host.configure("bad.conf", TV.replace("beta", "delta").replace("stop_timeout: 2000", "colour: red"));
        Command c = host.run("sh", "-c", TOOL + " declare - < /etc/corosync/bad.conf");
        assertEquals(1, c.status(), c::toString);
        assertTrue(c.err().contains("\"delta\"") && c.err().contains("colour"), c::err);
        host.configure("web.conf", TV.replace("name: tv", "name: web"));
        assertEquals(new Command(1, "", "corosync-amf: the configuration has a group of this name\n"),
                host.run(TOOL, "declare", "/etc/corosync/web.conf"));
        // who may look may not have commands run
        String[] guest = {"setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", TOOL, "withdraw", "web"};
        assertEquals(new Command(1, "",
                "corosync-amf: only root and the user that the node runs as may declare and withdraw groups\n"),
                host.run(guest));
    }
}
