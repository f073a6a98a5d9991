package org.choros.itests.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

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

    /** With members of groups, so that there is something to show. */
    private static String run(TwoNodes cluster, String tools, String commands) {
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
            return Masks.tools(said);
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

    /** A node that is killed from another one ends, and says so with its status. */
    @Test
    @Order(3)
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
    @Order(4)
    void aNodeIsShutDownAlike() {
        clusters.sameOn("shutdown", cluster -> {
            Host beta = cluster.beta();
            Command c = beta.run(ours() + "/corosync-cfgtool", "-H");
            Await.until("beta has ended", END_S, () -> !beta.alive(), beta::evidence);
            return Masks.text(c) + beta.awaitEnd();
        });
    }
}
