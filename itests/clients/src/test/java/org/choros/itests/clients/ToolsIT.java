package org.choros.itests.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Command;
import org.choros.itests.lab.Host;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Debian's tools and ours, on a cluster of C corosync and on ours: whoever asks whom, the answer is the same. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ToolsIT {
    private static final String DEBIAN = "/usr/sbin";
    private static final int END_S = 60;
    private static final int COMMANDS_S = 300;

    @TempDir
    private static Path folder;
    private static Programs programs;
    private static BothClusters clusters;

    @BeforeAll
    static void start() {
        Requirements.hostsAndPeer();
        Requirements.compiler();
        programs = new Programs(folder).watch();
        clusters = new BothClusters();
    }

    @AfterAll
    static void stop() {
        if (clusters != null) {
            clusters.close();
        }
    }

    private static String ours() {
        return Path.of(Host.choros("corosync")).getParent().toString();
    }

    private static String run(TwoNodes cluster, String tools, String commands) {
        return Masks.tools(said(cluster, tools, commands));
    }

    /** With members of groups, so that there is something to show. */
    private static String said(TwoNodes cluster, String tools, String commands) {
        try (Watcher one = new Watcher(programs, cluster.alpha(), "crew");
                Watcher two = new Watcher(programs, cluster.beta(), "a group")) {
            one.await("cpg message hello", 1);
            two.await("cpg message hello", 1);
            Path output = cluster.alpha().folder().resolve("tools");
            Process all = cluster.alpha().spawn(output, script("run.sh"), tools, script(commands));
            Await.until("all of " + commands, COMMANDS_S, () -> !all.isAlive(), () -> text(output));
            String said = text(output);
            List<String> asked = text(Path.of(script(commands))).lines().map(l -> "### " + l).toList();
            assertEquals(asked, said.lines().filter(l -> l.startsWith("### ")).toList());
            return said;
        }
    }

    private static String script(String name) {
        return Path.of("src/test/tools", name).toAbsolutePath().toString();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @Order(1)
    void debiansToolsAreAnsweredAlike() {
        clusters.sameOn("Debian's tools", cluster -> run(cluster, DEBIAN, "commands"));
    }

    @Test
    @Order(2)
    void ourToolsAreAnsweredAlikeAndSayWhatDebiansSay() {
        String ours = clusters.sameOn("our tools", cluster -> run(cluster, ours(), "commands-of-state"));
        clusters.same("Debian's tools and ours", run(clusters.theirs(), DEBIAN, "commands-of-state"), ours);
    }

    /** Both kinds of node, asked by the same tools, with a text that is none in UTF-8. */
    @Test
    @Order(3)
    void jsonIsTheSame() {
        clusters.sameOn("JSON", cluster -> {
            String set = DEBIAN + "/corosync-cmapctl -s json.bytes str \"$(printf '\\377\\042\\134\\001')\"";
            assertEquals(0, cluster.alpha().run("sh", "-c", set).status());
            String said = said(cluster, ours(), "commands-of-json");
            assertTrue(said.contains("\"value_hex\":\"ff225c01\""), said);
            return JsonMasks.tools(said);
        });
    }

    /** What the map says in JSON is what it says in lines, which are corosync's. */
    @Test
    @Order(4)
    void jsonSaysWhatLinesSay() {
        Host alpha = clusters.ours().alpha();
        String[] prefixes = {"totem.", "nodelist.", "quorum.", "logging.", "internal_configuration.",
                "runtime.config.", "runtime.members."};
        String tool = ours() + "/corosync-cmapctl";
        StringBuilder lines = new StringBuilder();
        String json = alpha.run(Stream.concat(Stream.of(tool, "--json"), Stream.of(prefixes)).toArray(String[]::new))
                .out();
        for (JsonNode key : JsonMasks.parse(json).get("keys")) {
            lines.append(key.get("key").textValue()).append(" (").append(key.get("type").textValue()).append(") = ")
                    .append(key.get("value").asText()).append('\n');
        }
        assertTrue(lines.length() > 0);
        assertEquals(alpha.run(Stream.concat(Stream.of(tool), Stream.of(prefixes)).toArray(String[]::new)).out(),
                lines.toString());
    }

    /** Changes are a line each, at once. */
    @Test
    @Order(5)
    void trackedChangesAreTheSame() {
        clusters.sameOn("tracked changes", cluster -> {
            Host alpha = cluster.alpha();
            Path output = alpha.folder().resolve("tracked");
            Process tracker = alpha.spawn(output, ours() + "/corosync-cmapctl", "--json", "-b", "-T", "track.");
            // it says nothing before the first change
            AtomicInteger tries = new AtomicInteger();
            Await.until("a first change is told", END_S, () -> {
                set(alpha, "track.first", "u32", Integer.toString(tries.incrementAndGet()));
                return text(output).endsWith("\n");
            }, alpha::evidence);
            set(alpha, "track.a", "u64", "18446744073709551615");
            set(alpha, "track.a", "str", "a \"b\"");
            set(alpha, "track.a", "bin", "/etc/corosync/corosync.conf");
            assertEquals(0, alpha.run(DEBIAN + "/corosync-cmapctl", "-d", "track.a").status());
            Await.until("the last change is told", END_S, () -> text(output).contains("\"delete\""),
                    () -> text(output));
            assertEquals(0, quit(tracker));
            return text(output).lines().map(JsonMasks::parse).filter(e -> e.get("key").textValue().equals("track.a"))
                    .map(JsonNode::toPrettyString).collect(Collectors.joining("\n"));
        });
    }

    private static void set(Host host, String... words) {
        Command c = host.run(Stream.concat(Stream.of(DEBIAN + "/corosync-cmapctl", "-s"), Stream.of(words))
                .toArray(String[]::new));
        assertEquals(0, c.status(), c.err());
    }

    private static int quit(Process process) {
        try (Writer input = process.outputWriter()) {
            input.write("q\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A monitor has a line for every change, until it is killed. */
    @Test
    @Order(6)
    void monitoredQuorumIsTheSame() {
        clusters.sameOn("monitored quorum", cluster -> {
            Host beta = cluster.beta();
            Path output = cluster.alpha().folder().resolve("monitored");
            Process monitor = cluster.alpha().spawn(output, ours() + "/corosync-quorumtool", "-m", "--json");
            awaitLast(output, "1 2");
            beta.terminate();
            awaitLast(output, "1");
            beta.start(beta.kind());
            awaitLast(output, "1 2");
            monitor.destroyForcibly();
            cluster.awaitFormed();
            StringBuilder states = new StringBuilder();
            whole(output).map(ToolsIT::state).distinct().forEach(states::append);
            return states.toString();
        });
    }

    private static void awaitLast(Path output, String members) {
        Await.until("members " + members + " are told", END_S, () -> whole(output).reduce((a, b) -> b)
                .map(o -> members(o).equals(members) && o.get("quorate").booleanValue() == members.equals("1 2"))
                .orElse(false), () -> text(output));
    }

    private static Stream<ObjectNode> whole(Path output) {
        String text = text(output);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().map(JsonMasks::parse);
    }

    private static String members(ObjectNode status) {
        return status.get("members").findValuesAsText("node_id").stream().collect(Collectors.joining(" "));
    }

    private static String state(ObjectNode status) {
        return members(status) + " " + status.get("quorate") + " " + status.get("explanation") + " "
                + status.get("votequorum") + "\n";
    }

    /** A node that is killed from another one ends, and says so with its status. */
    @Test
    @Order(7)
    void aNodeIsKilledAlike() {
        clusters.sameOn("kill", cluster -> {
            Host beta = cluster.beta();
            Command c = cluster.alpha().run(DEBIAN + "/corosync-cfgtool", "-k", "2");
            Await.until("beta has ended", END_S, () -> !beta.alive(), beta::evidence);
            String said = Masks.text(c) + beta.awaitEnd();
            beta.start(beta.kind());
            cluster.awaitFormed();
            return said;
        });
    }

    @Test
    @Order(8)
    void aNodeIsShutDownAlike() {
        clusters.sameOn("shutdown", cluster -> {
            Host beta = cluster.beta();
            Command c = beta.run(ours() + "/corosync-cfgtool", "-H");
            Await.until("beta has ended", END_S, () -> !beta.alive(), beta::evidence);
            return Masks.text(c) + beta.awaitEnd();
        });
    }
}
