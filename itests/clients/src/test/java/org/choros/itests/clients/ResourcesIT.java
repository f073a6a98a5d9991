package org.choros.itests.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Host;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The resource monitors and the watchdog on hosts with the same words about resources, the same memory and devices that
 * are files: the same keys, the same lines.
 */
class ResourcesIT {
    private static final String CMAPCTL = "/usr/sbin/corosync-cmapctl";
    private static final String MEMORY = "resources.system.memory_used.";
    private static final String LIMITS = """
            resources {
                system {
                    memory_used {
                        max: 1
                        poll_period: 1000
                        recovery: none
                    }
                    load_15min {
                        max: -1
                        recovery: none
                    }
                }
            }
            """;
    private static final String FAILED = "crit +\\[WD +\\] none resource \"memory_used\" failed!";
    private static final String START = "Corosync Cluster Engine 3.1.7 starting up";
    private static final int LIMIT_S = 60;
    private static final int PERCENT_KB = 100_000;

    private static BothClusters clusters;

    @BeforeAll
    static void start() {
        Requirements.hostsAndPeer();
        clusters = new BothClusters();
        for (TwoNodes cluster : new TwoNodes[]{clusters.theirs(), clusters.ours()}) {
            cluster.alpha().ownFile("/proc/meminfo", memory(10));
            cluster.alpha().ownFile("/proc/loadavg", "1.00 2.00 3.00 1/300 4242\n");
        }
    }

    @AfterAll
    static void stop() {
        if (clusters != null) {
            clusters.close();
        }
    }

    /** Ten million KiB, one of them swap. Always as long: it is written over while it may be read. */
    private static String memory(int percent) {
        return """
                MemTotal:        9000000 kB
                MemFree:        %8d kB
                MemAvailable:    9000000 kB
                Buffers:          100000 kB
                Cached:           500000 kB
                SwapTotal:       1000000 kB
                SwapFree:         500000 kB
                """.formatted(9_000_000 - percent * PERCENT_KB);
    }

    /** What a host says since its daemon has started. */
    private static String said(Host host) {
        String log = host.log();
        return Masks.resources(log.substring(log.lastIndexOf(START)));
    }

    private static void await(Host host, String line, int count) {
        Pattern pattern = Pattern.compile(line);
        Await.until(host.name() + " says " + count + " x " + line, LIMIT_S,
                () -> pattern.matcher(said(host)).results().count() >= count, host::evidence);
    }

    private static String keys(Host host) {
        return Masks.resourceKeys(Masks.text(host.run(CMAPCTL, "resources.")));
    }

    private static String set(Host host, String key, String type, String value) {
        return Masks.text(host.run(CMAPCTL, "-s", key, type, value));
    }

    private static void awaitState(Host host, String state) {
        Await.until(MEMORY + "state is " + state, LIMIT_S, () -> keys(host).contains(MEMORY + "state (str) = " + state),
                () -> keys(host) + host.evidence());
    }

    @Test
    void aPlainNodeLooksAtNothing() {
        clusters.sameOn("a plain node", cluster -> {
            cluster.restart(cluster.alpha(), "");
            return keys(cluster.alpha()) + said(cluster.alpha());
        });
    }

    /** Limits are passed, changed, spoilt and deleted; between that, the watchdog sees each of the failures. */
    @Test
    void limitsArePassedAndChanged() {
        String told = clusters.sameOn("limits", cluster -> {
            Host alpha = cluster.alpha();
            cluster.restart(alpha, LIMITS);
            StringBuilder all = new StringBuilder();
            await(alpha, FAILED, 1);
            await(alpha, FAILED.replace("memory_used", "load_15min"), 1);
            all.append(keys(alpha));
            all.append(set(alpha, MEMORY + "max", "str", "95"));
            awaitState(alpha, "running");
            all.append(keys(alpha));
            use(alpha, 87);
            all.append(set(alpha, MEMORY + "max", "str", "60"));
            await(alpha, FAILED, 2);
            all.append(keys(alpha));
            all.append(set(alpha, MEMORY + "max", "str", "87 percent"));
            awaitState(alpha, "running");
            use(alpha, 88);
            await(alpha, FAILED, 3);
            all.append(set(alpha, MEMORY + "poll_period", "str", "4000"));
            await(alpha, FAILED, 4);
            all.append(set(alpha, MEMORY + "poll_period", "str", "499"));
            await(alpha, FAILED, 5);
            all.append(set(alpha, MEMORY + "poll_period", "str", "120001"));
            await(alpha, FAILED, 6);
            all.append(set(alpha, MEMORY + "max", "str", "no limit"));
            awaitState(alpha, "stopped");
            all.append(keys(alpha));
            all.append(set(alpha, MEMORY + "max", "str", "100"));
            awaitState(alpha, "running");
            all.append(Masks.text(alpha.run(CMAPCTL, "-d", MEMORY + "max")));
            await(alpha, "warning +\\[MON +\\] resource \"memory_used\" deleted from cmap!", 1);
            all.append(Masks.text(alpha.run(CMAPCTL, "-d", "resources.system.load_15min.max")));
            await(alpha, FAILED.replace("memory_used", "load_15min"), 2);
            return all.append(keys(alpha)).append(said(alpha)).toString();
        });
        assertEquals(6, Pattern.compile(FAILED).matcher(told).results().count(), told);
    }

    private static void use(Host host, int percent) {
        try {
            Files.writeString(host.folder().resolve("own-proc-meminfo"), memory(percent), StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Resources that an administrator or a program makes, each with another ending. */
    @Test
    void resourcesComeAndFailAndGo() {
        clusters.sameOn("resources", cluster -> {
            Host alpha = cluster.alpha();
            cluster.restart(alpha, """
                    resources {
                        process {
                            filed {
                                recovery: none
                                poll_period: 2000
                                state: disabled
                            }
                        }
                    }
                    """);
            StringBuilder all = new StringBuilder();
            String[][] keys = {{"walked.poll_period", "u64", "1000"}, {"walked.state", "str", "running"},
                    {"walked.last_updated", "u64", "0"}, {"walked.recovery", "str", "quit"},
                    {"late.recovery", "str", "restart"}, {"late.poll_period", "u64", "1000"},
                    {"late.last_updated", "u64", "7"}, {"late.state", "str", "running"},
                    {"wild.recovery", "str", "none"}, {"wild.poll_period", "u64", "499"},
                    {"wild.state", "str", "running"}, {"numbered.recovery", "str", "none"},
                    {"numbered.state", "u32", "5"}};
            for (String[] key : keys) {
                all.append(set(alpha, "resources.process." + key[0], key[1], key[2]));
            }
            await(alpha, "none resource \"filed\" failed!", 1);
            await(alpha, "restart resource \"late\" failed!", 1);
            await(alpha, "none resource \"wild\" failed!", 1);
            all.append(set(alpha, "resources.process.late.state", "str", "stopped"));
            await(alpha, "Fsm:late event \"config_changed\", state \"failed\" --> \"stopped\"", 1);
            all.append(set(alpha, "resources.process.late.state", "str", "running"));
            await(alpha, "restart resource \"late\" failed!", 2);
            all.append(Masks.text(alpha.run(CMAPCTL, "-d", "resources.process.late.state")));
            all.append(set(alpha, "resources.process.walked.last_updated", "u64", "7"));
            await(alpha, "alert +\\[WD +\\] NOT tickling the watchdog!", 1);
            return all.append(keys(alpha)).append(sorted(said(alpha))).toString();
        });
    }

    /** Which of two resources fails first is not told. */
    private static String sorted(String lines) {
        return String.join("\n", lines.lines().sorted().toList());
    }

    // A watchdog of a file cannot be asked for its timeout, so that all say what they were told.
    @ParameterizedTest(name = "{0}, {1} s")
    @CsvSource({"/var/lib/corosync/device, 2", "/var/lib/corosync/none, 6", "/var/lib/corosync, 1", "off, 121",
            "'', 120"})
    void devicesAreOpenedAndTold(String device, int timeoutS) {
        clusters.sameOn("a device", cluster -> {
            Host alpha = cluster.alpha();
            Path file = alpha.folder().resolve("state/device");
            try {
                Files.write(file, new byte[0]);
                cluster.restart(alpha, "resources {\nwatchdog_device: " + device + "\nwatchdog_timeout: " + timeoutS
                        + "\n}\n");
                await(alpha, "[Ww]atchdog (/[^ ]+ (is now|exists)|disabled|/[^ ]+, try)", 1);
                StringBuilder all = new StringBuilder(keys(alpha));
                for (String[] change : new String[][]{{"u32", "1"}, {"u32", "121"}, {"str", "10"}, {"u32", "10"}}) {
                    all.append(set(alpha, "resources.watchdog_timeout", change[0], change[1]))
                            .append(Masks.text(alpha.run(CMAPCTL, "-g", "resources.watchdog_timeout")));
                }
                alpha.terminate();
                all.append(sorted(said(alpha)));
                alpha.start(alpha.kind());
                cluster.awaitFormed();
                // C tickles a device by an ioctl alone, which leaves nothing in a file
                byte[] told = Files.readAllBytes(file);
                return all.append("\nlast told ").append(told.length == 0 ? "nothing" : (char) told[told.length - 1])
                        .toString();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
