package org.choros.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Host;
import org.choros.itests.lab.Lab;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** C clients killed while they connect, ask and track: the node frees what they had, other clients notice nothing. */
class DeadClientIT {
    private static final int LIMIT_S = 120;
    private static final int TRACKERS = 6;
    private static final int ROUNDS = 60;
    private static final int LONGEST_LIFE_MS = 40;
    private static final String CMAPCTL = "/usr/sbin/corosync-cmapctl";

    @TempDir
    private Path outputs;

    @BeforeAll
    static void requirements() {
        Requirements.hosts();
        Requirements.peer();
    }

    @Test
    void leavesNothingBehind() throws Exception {
        try (Lab lab = Lab.of("alpha")) {
            // the log is to be silent: not a word of a machine that is busy either
            Configurations.plain(lab, "udpu", Configurations.PATIENT_TOKEN_MS);
            Host host = lab.host(1);
            host.start(Host.Kind.CHOROS);
            host.awaitMembers(LIMIT_S, 1);
            host.awaitLog("Completed service synchronization", LIMIT_S);
            Path output = outputs.resolve("witness");
            Process witness = host.spawn(output, "stdbuf", "-oL", CMAPCTL, "-t", "test.witness");
            try {
                // Tracking has begun when what we set is told.
                AtomicInteger sets = new AtomicInteger();
                Await.until("the witness tracks", LIMIT_S, () -> {
                    set(host, "first" + sets.incrementAndGet());
                    return read(output).contains("first");
                }, host::evidence);
                noOtherClients(host);
                long files = openFiles(host);
                int log = host.log().length();
                killTrackers(host);
                killAtRandom(host);
                noOtherClients(host);
                Await.until("the descriptors are closed", LIMIT_S, () -> openFiles(host) <= files,
                        () -> files + " became " + openFiles(host) + "\n" + host.evidence());
                assertTrue(witness.isAlive());
                set(host, "last");
                Await.until("the witness is told", LIMIT_S, () -> read(output).contains("last"), () -> read(output));
                assertEquals(0, host.run("/usr/sbin/corosync-quorumtool", "-s").status());
                assertEquals("", host.log().substring(log), "a client's death is nothing to write about");
                assertEquals("", host.console());
            } finally {
                witness.destroyForcibly();
            }
            host.terminate();
            assertEquals(0, host.awaitEnd());
            assertEquals(List.of(), folders(host));
        }
    }

    private void killTrackers(Host host) throws InterruptedException {
        int before = folders(host).size();
        List<Process> trackers = new ArrayList<>();
        for (int i = 0; i < TRACKERS; i++) {
            trackers.add(host.spawn(outputs.resolve("tracker" + i), CMAPCTL, "-T", "totem"));
        }
        Await.until("they are connected", LIMIT_S, () -> folders(host).size() == before + TRACKERS, host::evidence);
        for (Process tracker : trackers) {
            tracker.destroyForcibly().waitFor(LIMIT_S, TimeUnit.SECONDS);
        }
    }

    /** The shortest lives end while connecting, longer ones among the requests for every key. */
    private void killAtRandom(Host host) {
        Random random = new Random(1);
        for (int i = 0; i < ROUNDS; i++) {
            String life = String.format(Locale.ROOT, "0.%03d", 1 + random.nextInt(LONGEST_LIFE_MS));
            host.run("timeout", "-s", "KILL", life, i % 2 == 0 ? CMAPCTL : "/usr/sbin/corosync-quorumtool", "-m");
        }
    }

    private static void set(Host host, String value) {
        assertEquals(0, host.run(CMAPCTL, "-s", "test.witness", "str", value).status(), host::evidence);
    }

    private static void noOtherClients(Host host) {
        Await.until("only the witness is connected", LIMIT_S, () -> folders(host).size() == 1,
                () -> folders(host) + "\n" + host.evidence());
    }

    private static List<String> folders(Host host) {
        try (Stream<Path> all = Files.list(host.sharedMemory())) {
            String prefix = "qb-" + host.pid() + "-";
            return all.map(p -> p.getFileName().toString()).filter(n -> n.startsWith(prefix)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long openFiles(Host host) {
        try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(host.pid()), "fd"))) {
            return all.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
