package org.choros.itests.osgi;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.client.CMapClient;
import org.choros.client.ChorosClient;
import org.choros.client.ClientOptions;
import org.choros.client.QuorumClient;
import org.choros.cmap.MapKind;

/** The only node of its cluster: its files in a folder of its own, and what its clients see of it. */
final class GuestNode {
    private static final String NETWORK = "127.0.0.";
    private static final String ADDRESS = NETWORK + "1";
    private static final int TOKEN_MS = 1_000;
    // two in one process, on a machine that may be busy with other things
    private static final int PAIR_TOKEN_MS = 3_000;
    private static final List<String> SERVICES = List.of("cmap", "cfg", "quorum", "votequorum");
    private static final int TIMEOUT_MS = 5_000;

    private final String instance;
    private final Path folder;
    private final ChorosClient client;

    private GuestNode(String instance, Path folder) {
        this.instance = instance;
        this.folder = folder;
        this.client = new ChorosClient(new ClientOptions(instance, TIMEOUT_MS, false));
    }

    /** Writes the files of a node that is not there yet, and is alone. */
    static GuestNode prepare(String name) throws IOException {
        return prepare(name, 1, 1, FreePorts.pair());
    }

    /** Writes the files of two nodes of one cluster that are not there yet. */
    static List<GuestNode> pair(String name) throws IOException {
        int port = FreePorts.pair();
        return List.of(prepare(name + "one", 1, 2, port), prepare(name + "two", 2, 2, port));
    }

    private static GuestNode prepare(String name, int id, int nodes, int port) throws IOException {
        GuestNode node = new GuestNode(name + ProcessHandle.current().pid(),
                Files.createTempDirectory("choros-" + name));
        Files.createDirectories(node.folder.resolve("state"));
        Files.createDirectories(node.folder.resolve("shm"));
        StringBuilder list = new StringBuilder();
        for (int i = 1; i <= nodes; i++) {
            list.append("    node {\n        ring0_addr: ").append(NETWORK).append(i).append("\n        nodeid: ")
                    .append(i).append("\n    }\n");
        }
        Files.writeString(node.configuration(), """
                choros {
                    dialect: 2
                }
                totem {
                    version: 2
                    cluster_name: guests
                    secauth: off
                    transport: udpu
                    token: %5$d
                    interface {
                        ringnumber: 0
                        bindnetaddr: %1$s
                        mcastport: %2$d
                    }
                }
                logging {
                    to_stderr: no
                    to_syslog: no
                    to_logfile: yes
                    logfile: %3$s
                }
                quorum {
                    provider: corosync_votequorum
                }
                nodelist {
                %4$s}
                """.formatted(NETWORK + id, port, node.log(), list, nodes == 1 ? TOKEN_MS : PAIR_TOKEN_MS));
        return node;
    }

    Path configuration() {
        return folder.resolve("corosync.conf");
    }

    String instance() {
        return instance;
    }

    Path log() {
        return folder.resolve("corosync.log");
    }

    /** The properties of the configuration that makes it. */
    Map<String, String> properties() {
        return Map.of("configuration", configuration().toString(), "instance", instance, "state.dir",
                folder.resolve("state").toString(), "shm.dir", folder.resolve("shm").toString());
    }

    /** Waits until clients see a node that has formed its ring alone and is quorate, and its ring id is on disk. */
    void awaitRing() {
        Await.equal("node 1 joined", "joined", () -> value("runtime.totem.pg.mrp.srp.members.1.status"));
        Await.equal("quorate", "yes", () -> {
            try (QuorumClient quorum = client.quorum()) {
                return quorum.quorate() ? "yes" : "no quorum";
            }
        });
        Await.equal("the ring id is stored", List.of("ringid_" + ADDRESS), () -> files("state"));
        Await.equal("its services are open", SERVICES.size(), () -> openServices().size());
    }

    /** Waits for a text in the log, which is written by a thread of its own. */
    void awaitLog(String text) {
        Await.equal("the log has " + text, text, () -> {
            String log = Files.readString(log());
            return log.contains(text) ? text : log;
        });
    }

    /** A client that is connected. */
    CMapClient cmap() throws ChorosException {
        return client.cmap(MapKind.ICMAP);
    }

    String value(String key) throws ChorosException {
        try (CMapClient map = cmap()) {
            return map.get(key).asString();
        }
    }

    /** Waits until there is nothing of it any more that a client could find. */
    void awaitGone() {
        Await.equal("its services are gone", List.of(), () -> openServices());
        Await.equal("no client connects", CsError.LIBRARY, () -> {
            try (CMapClient map = cmap()) {
                return map;
            } catch (ChorosException e) {
                return e.error();
            }
        });
    }

    /** The client that was connected when the node went is told so. */
    static void assertDisconnected(CMapClient map) {
        try {
            map.keys("totem.");
            throw new AssertionError("the node still answers");
        } catch (ChorosException e) {
            assertEquals(CsError.LIBRARY, e.error());
        }
    }

    List<String> sharedFiles() throws IOException {
        return files("shm");
    }

    private List<String> files(String sub) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(sub))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Those of its services whose sockets this host has. */
    private List<String> openServices() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/net/unix"))) {
            // libqb's names are as long as they can be: the kernel shows each NUL as another @
            Set<String> names = lines.map(line -> line.substring(line.lastIndexOf(' ') + 1).replaceFirst("@+$", ""))
                    .collect(Collectors.toSet());
            return SERVICES.stream().filter(service -> names.contains("@" + instance + "-" + service)).toList();
        }
    }

    /** Removes its files; the node may still be taking away some, and write its last lines. */
    void forget() {
        Await.until("all files are removed", () -> {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
            return null;
        });
    }
}
