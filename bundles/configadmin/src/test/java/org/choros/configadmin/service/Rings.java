package org.choros.configadmin.service;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.choros.base.ChorosException;
import org.choros.cpg.Cpg;
import org.choros.local.LocalServices;
import org.choros.map.Maps;
import org.choros.map.QuorumPolicy;
import org.choros.map.ReplicatedMap;
import org.choros.node.Node;
import org.choros.quorum.Quorum;
import org.choros.transport.local.LocalHub;

/** Three nodes in this JVM that form real rings, and a network that can be cut. */
final class Rings implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final long LOOK_NS = 5_000_000;
    private static final String CLUSTER = "configadmin";

    final LocalHub hub = LocalHub.named(CLUSTER);
    private final Node[] nodes = new Node[4];
    private final LocalServices[] services = new LocalServices[4];

    Rings(Path folder) {
        for (int id = 1; id <= 3; id++) {
            nodes[id] = Node.builder().folder(folder.resolve("node" + id)).node(id).configuration("""
                    totem {
                        version: 2
                        cluster_name: %s
                        transport: local
                        token: 3000
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
                    """.formatted(CLUSTER)).start();
            services[id] = new LocalServices(nodes[id]);
        }
        whole();
        for (int id = 1; id <= 3; id++) {
            services[id].ready().orTimeout(60, TimeUnit.SECONDS).join();
        }
    }

    /** Waits until all nodes are in one ring. */
    void whole() {
        for (int id = 1; id <= 3; id++) {
            nodes[id].await(view -> view.ready() && view.members().equals(List.of(1, 2, 3)) && view.quorate(),
                    PATIENCE);
        }
    }

    /** Cuts a node off, and waits until all know of it. */
    void isolate(int node) {
        hub.isolate(node);
        for (int id = 1; id <= 3; id++) {
            List<Integer> members = id == node
                    ? List.of(node)
                    : List.of(1, 2, 3).stream().filter(n -> n != node).toList();
            nodes[id].await(view -> view.ready() && view.members().equals(members), PATIENCE);
        }
    }

    /** A map of a node, which ends with it. */
    Replication.MapSource map(int id, String name, QuorumPolicy policy) {
        return () -> {
            Cpg cpg = services[id].cpg();
            Quorum quorum = services[id].quorum();
            try {
                return Maps.open(name, policy, cpg, quorum);
            } catch (ChorosException e) {
                cpg.close();
                quorum.close();
                throw e;
            }
        };
    }

    /** A look into a map from outside. */
    ReplicatedMap look(int id, String name, QuorumPolicy policy) throws ChorosException {
        ReplicatedMap map = map(id, name, policy).open();
        map.whenReady().orTimeout(60, TimeUnit.SECONDS).join();
        return map;
    }

    static void await(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("it did not come to: " + what);
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    @Override
    public void close() throws Exception {
        hub.heal();
        for (int id = 1; id <= 3; id++) {
            services[id].close();
            nodes[id].close();
        }
    }
}
