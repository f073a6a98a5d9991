package org.choros.itests.osgi;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.choros.base.ChorosException;
import org.choros.client.CMapClient;
import org.choros.client.ChorosClient;
import org.choros.client.ClientOptions;
import org.choros.cmap.MapKind;

/**
 * Three nodes of one encrypted ring on loopback addresses: node 1 is for the container, 2 and 3 are daemons of the
 * distribution, each a process of its own, so that what is done to a bundle here is done to one node only.
 */
final class HotCluster implements AutoCloseable {
    /** Their ids. */
    static final List<Integer> NODES = List.of(1, 2, 3);

    /** Long: a machine that is busy with other things must not look like a change of the membership. */
    static final int TOKEN_MS = 10_000;
    private static final int KEY_BYTES = 128;
    private static final int STOP_LIMIT_S = 20;
    private static final int TIMEOUT_MS = 20_000;
    private static final int TRIES = 100;

    private final Path distribution;
    private final Path folder;
    private final String name;
    private final String network;
    private final int port;
    private final List<Process> daemons = new ArrayList<>();
    private final Thread hook = new Thread(() -> daemons.forEach(Process::destroyForcibly));

    /**
     * @param name separates it from others on this host
     * @param distribution where the standalone distribution is
     */
    HotCluster(String name, Path distribution) throws IOException {
        long pid = ProcessHandle.current().pid();
        this.name = name + pid;
        this.distribution = distribution;
        network = "127.1." + (1 + pid % 250) + ".";
        folder = Files.createTempDirectory("choros-" + name);
        port = freePort();
        byte[] key = new byte[KEY_BYTES];
        new Random(pid).nextBytes(key);
        Files.write(folder.resolve("authkey"), key);
        for (int id : NODES) {
            Files.createDirectories(own(id).resolve("shm"));
            configure(id, TOKEN_MS);
        }
    }

    /** Writes a node's corosync.conf. */
    void configure(int id, int tokenMs) throws IOException {
        StringBuilder nodes = new StringBuilder();
        for (int other : NODES) {
            nodes.append("    node {\n        ring0_addr: ").append(network).append(other).append("\n        nodeid: ")
                    .append(other).append("\n    }\n");
        }
        Files.writeString(configuration(id), """
                choros {
                    dialect: 2
                }
                totem {
                    version: 2
                    cluster_name: hot
                    transport: udpu
                    crypto_cipher: aes256
                    crypto_hash: sha1
                    keyfile: %s
                    token: %d
                    interface {
                        ringnumber: 0
                        bindnetaddr: %s
                        mcastport: %d
                    }
                }
                system {
                    sched_rr: no
                }
                logging {
                    to_stderr: no
                    to_syslog: no
                    to_logfile: yes
                    logfile: %s
                    timestamp: on
                }
                quorum {
                    provider: corosync_votequorum
                }
                nodelist {
                %s}
                """.formatted(folder.resolve("authkey"), tokenMs, network + id, port, log(id), nodes));
    }

    /** A ring uses the port and the one below. */
    private int freePort() throws IOException {
        InetAddress address = InetAddress.getByName(network + 1);
        for (int i = 0; i < TRIES; i++) {
            try (DatagramSocket one = new DatagramSocket(new InetSocketAddress(address, 0));
                    DatagramSocket below = new DatagramSocket(
                            new InetSocketAddress(address, one.getLocalPort() - 1))) {
                return below.getLocalPort() + 1;
            } catch (IOException e) {
                // the one below is taken
            }
        }
        throw new IOException("no two free ports");
    }

    /** Starts the two daemons; they wait for nobody. */
    void start() throws IOException {
        Runtime.getRuntime().addShutdownHook(hook);
        for (int id : NODES.subList(1, NODES.size())) {
            ProcessBuilder daemon = new ProcessBuilder(distribution.resolve("sbin/corosync").toString(), "-f");
            Map<String, String> environment = daemon.environment();
            environment.put("CHOROS_INSTANCE", instance(id));
            environment.put("COROSYNC_MAIN_CONFIG_FILE", configuration(id).toString());
            environment.put("CHOROS_STATE_DIR", own(id).toString());
            environment.put("CHOROS_RUN_DIR", own(id).toString());
            environment.put("CHOROS_CACHE_DIR", own(id).resolve("cache").toString());
            environment.put("CHOROS_SHM_DIR", own(id).resolve("shm").toString());
            daemons.add(daemon.redirectErrorStream(true).redirectOutput(own(id).resolve("output").toFile()).start());
        }
    }

    /** The properties of the configuration that makes node 1. */
    Map<String, String> properties() {
        return Map.of("configuration", configuration(1).toString(), "instance", instance(1), "state.dir",
                own(1).toString(), "shm.dir", own(1).resolve("shm").toString());
    }

    String instance(int id) {
        return name + "-" + id;
    }

    Path configuration(int id) {
        return own(id).resolve("corosync.conf");
    }

    private Path log(int id) {
        return own(id).resolve("corosync.log");
    }

    private Path own(int id) {
        return folder.resolve("node" + id);
    }

    /** Waits until all nodes see all of them. */
    void awaitRing() {
        for (int id : NODES.subList(1, NODES.size())) {
            // two more JVMs take their time where there are few processors
            Await.equal("node " + id + " has begun", true, () -> Files.exists(log(id)));
        }
        for (int id : NODES) {
            for (int other : NODES) {
                Await.equal("node " + id + " sees node " + other, "joined",
                        () -> value(id, "runtime.totem.pg.mrp.srp.members." + other + ".status"));
            }
        }
    }

    /** What makes clients of a node, without patience and without connecting again. */
    ChorosClient client(int id) {
        return new ChorosClient(new ClientOptions(instance(id), TIMEOUT_MS, true));
    }

    /** What makes clients of a node that wait while it synchronises. */
    ChorosClient patient(int id) {
        return new ChorosClient(new ClientOptions(instance(id), TIMEOUT_MS, true)
                .withTryAgainFor(Duration.ofMillis(TIMEOUT_MS)));
    }

    String value(int id, String key) throws ChorosException {
        try (CMapClient map = client(id).cmap(MapKind.ICMAP)) {
            return map.get(key).asString();
        }
    }

    long number(int id, String key) throws ChorosException {
        try (CMapClient map = patient(id).cmap(MapKind.ICMAP)) {
            return map.get(key).asLong();
        }
    }

    /** How often each node has seen another one come, itself included: this stays when a ring is formed of the same. */
    List<Long> joins() throws ChorosException {
        List<Long> joins = new ArrayList<>();
        for (int id : NODES) {
            for (int other : NODES) {
                joins.add(number(id, "runtime.totem.pg.mrp.srp.members." + other + ".join_count"));
            }
        }
        return joins;
    }

    /** What the logs say, for a failure. */
    String logs() {
        StringBuilder all = new StringBuilder();
        for (int id : NODES) {
            for (Path file : Arrays.asList(log(id), own(id).resolve("output"))) {
                try {
                    all.append("\n--- ").append(file).append('\n').append(Files.readString(file));
                } catch (IOException e) {
                    all.append(e);
                }
            }
        }
        return all.toString();
    }

    /** Ends the daemons and removes all files; node 1 has to be gone. */
    @Override
    public void close() throws IOException {
        daemons.forEach(Process::destroy);
        for (Process daemon : daemons) {
            try {
                if (!daemon.waitFor(STOP_LIMIT_S, TimeUnit.SECONDS)) {
                    daemon.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                daemon.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        Runtime.getRuntime().removeShutdownHook(hook);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
