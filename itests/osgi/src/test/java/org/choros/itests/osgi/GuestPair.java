package org.choros.itests.osgi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.client.CMapClient;
import org.choros.client.ChorosClient;
import org.choros.client.ClientOptions;
import org.choros.cmap.MapKind;

/** Two nodes of one framework with one configuration for both, and what their clients see of them. */
final class GuestPair {
    private static final int TIMEOUT_MS = 5_000;

    private final Path folder = Files.createTempDirectory("choros-pair");

    GuestPair() throws IOException {
        this("    two_node: 1\n", "");
    }

    /** Further lines of the section quorum, and further sections. */
    GuestPair(String quorum, String sections) throws IOException {
        // the token may be away for as long as a bundle is updated on a busy machine
        Files.writeString(folder.resolve("corosync.conf"), """
                totem {
                    version: 2
                    cluster_name: pair
                    transport: local
                    token: 10000
                }
                nodelist {
                    node {
                        nodeid: 1
                        ring0_addr: 192.0.2.1
                    }
                    node {
                        nodeid: 2
                        ring0_addr: 192.0.2.2
                    }
                }
                quorum {
                    provider: corosync_votequorum
                %s}
                %s
                logging {
                    to_stderr: no
                    to_syslog: no
                }
                """.formatted(quorum, sections));
    }

    String instance(int id) {
        return "pair" + ProcessHandle.current().pid() + "-" + id;
    }

    /** The properties of the configuration that makes a node. */
    Map<String, String> properties(int id) throws IOException {
        Path own = Files.createDirectories(folder.resolve("node" + id));
        return Map.of("configuration", folder.resolve("corosync.conf").toString(), "instance", instance(id),
                "state.dir", own.toString(), "shm.dir", own.toString(), "node", Integer.toString(id));
    }

    private ChorosClient client(int id) {
        return new ChorosClient(new ClientOptions(instance(id), TIMEOUT_MS, false));
    }

    private CMapClient cmap(int id) throws ChorosException {
        return client(id).cmap(MapKind.ICMAP);
    }

    String value(int id, String key) throws ChorosException {
        try (CMapClient map = cmap(id)) {
            return map.get(key).asString();
        }
    }

    void awaitValue(int id, String key, String wanted) {
        Await.equal("node " + id + " has " + key + " " + wanted, wanted, () -> value(id, key));
    }

    /** Waits until a node shows another in this state. */
    void awaitMember(int id, int other, String status) {
        awaitValue(id, "runtime.members." + other + ".status", status);
    }

    /** How many rings a node has been in. */
    long rings(int id) throws ChorosException {
        try (CMapClient map = client(id).cmap(MapKind.STATS)) {
            return map.get("stats.srp.operational_entered").asLong();
        }
    }

    /** Waits until no client connects any more. */
    void awaitGone() {
        for (int id : List.of(1, 2)) {
            Await.equal("no client connects to node " + id, CsError.LIBRARY, () -> {
                try (CMapClient map = cmap(id)) {
                    return map.get("totem.transport").asString();
                } catch (ChorosException e) {
                    return e.error();
                }
            });
        }
    }

    /** Removes all files; the nodes may still be taking away theirs. */
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
