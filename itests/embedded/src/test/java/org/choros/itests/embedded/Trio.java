package org.choros.itests.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.choros.node.Node;
import org.choros.node.NodeView;
import org.choros.spi.log.LogLevel;
import org.choros.spi.log.LogSink;
import org.choros.transport.local.LocalHub;

/** Three nodes on a hub of their own, each with an engine that talks. */
final class Trio implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AtomicInteger CLUSTERS = new AtomicInteger();
    private static final String KEY = "authkey";
    private static final int KEY_LENGTH = 128;

    final String cluster = "trio" + CLUSTERS.incrementAndGet();
    final LocalHub hub = LocalHub.named(cluster);
    final List<String> lines = new CopyOnWriteArrayList<>();
    private final Node[] nodes = new Node[4];
    private final Talk[] talks = new Talk[4];
    private final Path folder;
    private final int dialect;

    Trio(Path folder, int dialect) throws IOException {
        this.folder = folder;
        this.dialect = dialect;
        // once: a node that reads the key while it is written again finds none, and ends
        Files.write(folder.resolve(KEY), new byte[KEY_LENGTH]);
    }

    Trio startAll() {
        for (int id = 1; id <= 3; id++) {
            start(id);
        }
        for (int id = 1; id <= 3; id++) {
            awaitMembers(id, 1, 2, 3);
        }
        return this;
    }

    void start(int id) {
        talks[id] = new Talk();
        nodes[id] = Node.builder().folder(folder(id)).node(id).configuration(configuration()).plugin(talks[id])
                .log(new Lines(id)).start();
    }

    Path folder(int id) {
        return folder.resolve("node" + id);
    }

    private String configuration() {
        return """
                totem {
                    version: 2
                    cluster_name: %s
                    transport: local
                    token: 1000
                    %s
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
                    node {
                        nodeid: 3
                        ring0_addr: 192.0.2.3
                    }
                }
                quorum {
                    provider: corosync_votequorum
                }
                choros {
                    dialect: %d
                }
                """.formatted(cluster, dialect == 2
                ? "crypto_cipher: aes256\n    crypto_hash: sha256\n    keyfile: " + folder.resolve(KEY)
                : "", dialect);
    }

    Node node(int id) {
        return nodes[id];
    }

    Talk talk(int id) {
        return talks[id];
    }

    /** Waits until a node has these members and is quorate exactly when they are more than one. */
    NodeView awaitMembers(int id, Integer... members) {
        try {
            return nodes[id].await(view -> view.ready() && view.members().equals(List.of(members))
                    && view.quorate() == members.length > 1, PATIENCE);
        } catch (IllegalStateException e) {
            throw new AssertionError("node " + id + " does not get the members " + List.of(members) + "; "
                    + String.join("\n", lines), e);
        }
    }

    @Override
    public void close() {
        hub.heal();
        for (Node node : nodes) {
            if (node != null) {
                node.close();
            }
        }
    }

    /** Notes the lines of one node. */
    private final class Lines implements LogSink {
        private final int id;

        Lines(int id) {
            this.id = id;
        }

        @Override
        public void log(LogLevel level, String subsystem, String text, long epochMillis) {
            lines.add(id + " " + level.label() + " " + subsystem + " " + text);
        }

        @Override
        public boolean enabled(LogLevel level, String subsystem) {
            return level.compareTo(LogLevel.DEBUG) < 0;
        }
    }
}
