package org.choros.itests.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.choros.itests.lab.Command;
import org.choros.itests.lab.Host;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Programs in C, compiled here and linked with Debian's libraries, call every function of the C APIs, rightly and
 * wrongly, and write down what came of it: on a Choros cluster the same as on one of C corosync.
 */
class ApiWalkIT {
    private static final String STRANGER = "65534";
    private static final String CMAPCTL = "/usr/sbin/corosync-cmapctl";

    @TempDir
    private static Path folder;
    private static Programs programs;
    private static BothClusters clusters;

    @BeforeAll
    static void start() {
        Requirements.hostsAndPeer();
        Requirements.compiler();
        programs = new Programs(folder).walks();
        clusters = new BothClusters();
    }

    @AfterAll
    static void stop() {
        if (clusters != null) {
            clusters.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpg_walk", "cmap_walk", "cfg_walk", "quorum_walk", "sam_walk"})
    void everyFunctionAnswersAlike(String program) {
        clusters.sameOutput(program, Masks::keys, programs.path(program));
    }

    /** That the programs leave no function out, they and the libraries tell themselves. */
    @ParameterizedTest
    @ValueSource(strings = {"cpg", "cmap", "cfg", "quorum", "votequorum", "sam"})
    void noFunctionIsLeftOut(String library) {
        TreeSet<String> missing = Symbols.ofLibrary(library);
        Programs.walkNames().forEach(p -> missing.removeAll(Symbols.usedBy(programs.path(p))));
        assertEquals(new TreeSet<>(), missing);
    }

    /** A user whom the map does not name is refused, and can do everything once it does, with memory of his own. */
    @Test
    void strangersAreRefusedAlike() {
        Command.check("chmod", "755", folder.toString());
        clusters.sameOn("a stranger", cluster -> {
            Host host = cluster.alpha();
            Command.check("chmod", "1777", host.sharedMemory().toString());
            String key = "uidgid.gid." + STRANGER;
            return stranger(host, CMAPCTL, "-g", "totem.version")
                    + Masks.text(host.run(CMAPCTL, "-s", key, "u8", "1"))
                    + stranger(host, CMAPCTL, "-g", "totem.version")
                    + stranger(host, programs.path("cpg_walk"))
                    + Masks.text(host.run(CMAPCTL, "-s", key, "u8", "2"))
                    + stranger(host, CMAPCTL, "-g", "totem.version")
                    + Masks.text(host.run(CMAPCTL, "-d", key));
        });
    }

    private static String stranger(Host host, String... words) {
        return Masks.text(host.run(Stream.concat(
                Stream.of("setpriv", "--reuid=" + STRANGER, "--regid=" + STRANGER, "--clear-groups"),
                Arrays.stream(words)).toArray(String[]::new)));
    }

    /** Nothing of all that has hurt a node. */
    @Test
    void bothClustersStand() {
        clusters.sameOn("members", cluster -> Arrays.toString(cluster.alpha().members())
                + Arrays.toString(cluster.beta().members()));
    }
}
