package org.choros.map.service;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.choros.base.ChorosException;
import org.choros.cpg.Cpg;
import org.choros.local.LocalServices;
import org.choros.map.Maps;
import org.choros.map.QuorumPolicy;
import org.choros.map.ReplicatedMap;
import org.choros.node.Node;
import org.choros.quorum.Quorum;
import org.choros.transport.local.LocalHub;

/** Three nodes in this JVM and what runs on them. */
final class Trio implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_NS = 5_000_000;

    final LocalHub hub;
    private final Path folder;
    private final String cluster;
    private final Node[] nodes = new Node[4];
    private final LocalServices[] services = new LocalServices[4];
    private final List<AutoCloseable> opened = new ArrayList<>();

    Trio(Path folder, String cluster) {
        this.folder = folder;
        this.cluster = cluster;
        hub = LocalHub.named(cluster);
    }

    Trio startAll() {
        for (int id = 1; id <= 3; id++) {
            nodes[id] = Node.builder().folder(folder.resolve("node" + id)).node(id).configuration("""
                    totem {
                        version: 2
                        cluster_name: %s
                        transport: local
                        token: 1000
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
                    """.formatted(cluster)).start();
            services[id] = new LocalServices(nodes[id]);
        }
        for (int id = 1; id <= 3; id++) {
            nodes[id].await(view -> view.ready() && view.members().equals(List.of(1, 2, 3)) && view.quorate(),
                    PATIENCE);
            services[id].ready().orTimeout(60, TimeUnit.SECONDS).join();
        }
        return this;
    }

    Node node(int id) {
        return nodes[id];
    }

    LocalServices services(int id) {
        return services[id];
    }

    ReplicatedMap open(int id, String name, QuorumPolicy policy) throws ChorosException {
        Cpg cpg = services[id].cpg();
        Quorum quorum = services[id].quorum();
        ReplicatedMap map = Maps.open(name, policy, cpg, quorum);
        opened.addAll(List.of(map, cpg, quorum));
        return map;
    }

    void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("it did not come to: " + what);
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    @Override
    public void close() throws Exception {
        hub.heal();
        for (AutoCloseable each : opened) {
            each.close();
        }
        for (int id = 1; id <= 3; id++) {
            services[id].close();
            nodes[id].close();
        }
    }
}
