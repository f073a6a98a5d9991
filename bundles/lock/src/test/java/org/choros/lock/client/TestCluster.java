package org.choros.lock.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.choros.base.ChorosException;
import org.choros.engine.lock.LockFactory;
import org.choros.local.LocalServices;
import org.choros.node.Node;
import org.choros.transport.local.LocalHub;

/** Three nodes of this JVM that keep locks. */
final class TestCluster implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(60);

    final LocalHub hub;
    private final Path folder;
    private final String name;
    private final int tokenMs;
    private final int leaseMs;
    private final List<Node> nodes = new ArrayList<>();
    private final List<LocalServices> services = new ArrayList<>();

    /**
     * @param name of the cluster
     * @param folder where its nodes have their files
     * @param tokenMs who stands still for longer is not a member any more
     * @param leaseMs who stands still for longer has lost its locks
     */
    TestCluster(String name, Path folder, int tokenMs, int leaseMs) {
        this.name = name;
        this.folder = folder;
        this.tokenMs = tokenMs;
        this.leaseMs = leaseMs;
        hub = LocalHub.named(name);
        for (int id = 1; id <= 3; id++) {
            nodes.add(start(id));
            services.add(new LocalServices(nodes.get(id - 1)));
        }
        awaitAll();
    }

    private Node start(int id) {
        StringBuilder list = new StringBuilder();
        for (int i = 1; i <= 3; i++) {
            list.append("    node {\n        nodeid: ").append(i).append("\n        ring0_addr: 10.0.0.").append(i)
                    .append("\n    }\n");
        }
        return Node.builder().folder(folder.resolve("node" + id)).node(id).plugin(new LockFactory()).configuration("""
                totem {
                    version: 2
                    cluster_name: %s
                    transport: local
                    token: %d
                }
                choros {
                    lock_lease: %d
                }
                nodelist {
                %s}
                quorum {
                    provider: corosync_votequorum
                }
                """.formatted(name, tokenMs, leaseMs, list)).start();
    }

    void awaitAll() {
        nodes.forEach(n -> n.await(view -> view.members().equals(List.of(1, 2, 3)) && view.quorate(), LIMIT));
        services.forEach(s -> s.ready().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join());
    }

    /** A client of its own. */
    LockClient locks(int id) throws ChorosException {
        return new LockClient(services.get(id - 1).of("test"));
    }

    void end(int id) {
        nodes.get(id - 1).close();
    }

    @Override
    public void close() {
        services.forEach(LocalServices::close);
        nodes.forEach(Node::close);
    }
}
