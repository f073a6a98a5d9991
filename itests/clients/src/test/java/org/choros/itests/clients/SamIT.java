package org.choros.itests.clients;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Host;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's libsam, unmodified: a program for each of its policies goes the same way on both kinds of node. */
class SamIT {
    private static final String CMAPCTL = "/usr/sbin/corosync-cmapctl";
    private static final int LIMIT_S = 120;

    @TempDir
    private static Path folder;
    private static Programs programs;
    private static BothClusters clusters;

    @BeforeAll
    static void start() {
        Requirements.hostsAndPeer();
        Requirements.compiler();
        programs = new Programs(folder).policies();
        clusters = new BothClusters();
    }

    @AfterAll
    static void stop() {
        if (clusters != null) {
            clusters.close();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program on both, and does on both what it waits for. */
    private static String run(String program, BiConsumer<TwoNodes, Path> meanwhile) {
        return clusters.sameOn(program, cluster -> {
            Path output = cluster.alpha().folder().resolve(program);
            Process process = cluster.alpha().spawn(output, programs.path(program));
            try {
                meanwhile.accept(cluster, output);
                Await.until("the end of " + program, LIMIT_S, () -> !process.isAlive(),
                        () -> text(output) + cluster.alpha().evidence());
                return text(output) + keys(cluster.alpha());
            } finally {
                process.destroyForcibly();
            }
        });
    }

    private static String keys(Host host) {
        return Masks.resourceKeys(Masks.text(host.run(CMAPCTL, "resources.process.")));
    }

    private static void await(Host host, Path output, String line) {
        Await.until("\"" + line + "\" of a supervised program", LIMIT_S, () -> text(output).contains(line + "\n"),
                () -> text(output) + host.evidence());
    }

    private static void nothing(TwoNodes cluster, Path output) {
        // it needs nobody
    }

    /** Signs of life that the program sends itself, and the warning signal. */
    @Test
    void quit() {
        String told = run("sam_quit", SamIT::nothing);
        assertTrue(told.contains("silent\n  warned\nended with status 0\n"), told);
    }

    /** Health checks by a callback, and data that outlive a process. */
    @Test
    void restart() {
        String told = run("sam_restart", SamIT::nothing);
        assertTrue(told.contains("  15 bytes \"the second one\"\n") && told.contains("ended with status 6\n"), told);
    }

    @Test
    void quorumQuit() {
        String told = run("sam_quorum_quit", (cluster, output) -> {
            await(cluster.alpha(), output, "quorate");
            cluster.beta().terminate();
            await(cluster.alpha(), output, "ended with status 8");
            cluster.beta().start(cluster.beta().kind());
            cluster.awaitFormed();
        });
        assertTrue(told.contains("quorate\n  warned\nended with status 8\n"), told);
    }

    @Test
    void quorumRestart() {
        String told = run("sam_quorum_restart", (cluster, output) -> {
            await(cluster.alpha(), output, "quorate");
            cluster.beta().kill();
            await(cluster.alpha(), output, "  instance 2");
            cluster.beta().start(cluster.beta().kind());
            cluster.awaitFormed();
        });
        assertTrue(told.contains("quorate\n  warned\nsam_register(&instance): 1 success\n  instance 2\n")
                && told.contains("quorate\nsam_stop(): 1 success\nsam_finalize(): 1 success\nended with status 4\n"),
                told);
    }

    /** What the map tells of each, and what the watchdogs of the nodes make of it. */
    @Test
    void cmap() {
        String told = run("sam_cmap", (cluster, output) -> {
            Host alpha = cluster.alpha();
            alpha.awaitLog("restart resource \"[0-9]+\" failed!", LIMIT_S);
            alpha.awaitLog("quit resource \"[0-9]+\" failed!", LIMIT_S);
            alpha.awaitLog("NOT tickling the watchdog!", LIMIT_S);
        });
        assertTrue(told.contains("resources.process.#.state (str) = failed\n"), told);
        clusters.sameOn("the watchdog's lines", cluster -> Masks.resources(cluster.alpha().log()));
    }
}
