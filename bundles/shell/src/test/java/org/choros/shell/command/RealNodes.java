package org.choros.shell.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.cmap.MapKind;
import org.choros.local.LocalServices;
import org.choros.node.Node;
import org.choros.shell.nodes.NodeName;
import org.choros.shell.nodes.Nodes;
import org.choros.shell.nodes.Service;
import org.choros.shell.nodes.Use;

/** Nodes of one cluster in this JVM, over the transport local; counts the clients that are not given back. */
final class RealNodes implements Nodes, AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final SortedMap<Integer, Node> nodes = new TreeMap<>();
    private final SortedMap<Integer, LocalServices> services = new TreeMap<>();
    private final Path folder;
    private final String cluster;
    private final int dialect;
    private int open;
    /** Instances that somebody has configured. */
    List<String> configured = List.of();
    /** What nodes do not offer. */
    Service<?> missing;

    /** A cluster whose list has nodes 1, 2 and 3. */
    RealNodes(Path folder, String cluster, int dialect) {
        this.folder = folder;
        this.cluster = cluster;
        this.dialect = dialect;
    }

    void start(int id) {
        Node node = Node.builder().folder(folder.resolve("n" + id)).node(id).configuration("""
                totem {
                    version: 2
                    cluster_name: %s
                    transport: local
                    secauth: off
                    token: 3000
                }
                choros {
                    dialect: %d
                }
                nodelist {
                    node {
                        nodeid: 1
                        ring0_addr: 10.0.0.1
                    }
                    node {
                        nodeid: 2
                        ring0_addr: 10.0.0.2
                    }
                    node {
                        nodeid: 3
                        ring0_addr: 10.0.0.3
                    }
                }
                quorum {
                    provider: corosync_votequorum
                }
                """.formatted(cluster, dialect)).start();
        nodes.put(id, node);
        LocalServices local = new LocalServices(node);
        services.put(id, local);
        local.ready().join();
    }

    /** Waits until each node of these has all of them as members and has agreed with them who is quorate. */
    void awaitRing(Integer... ids) {
        for (Integer id : ids) {
            nodes.get(id).await(view -> view.members().equals(List.of(ids)) && view.ready()
                    && view.quorate() == ids.length > 1, LIMIT);
        }
    }

    int open() {
        return open;
    }

    private LocalServices of(String node) {
        return services.get(Integer.parseInt(node.substring(1)));
    }

    @Override
    public List<NodeName> list() {
        List<NodeName> names = new ArrayList<>();
        nodes.keySet().forEach(id -> names.add(new NodeName("n" + id, id, cluster)));
        return names;
    }

    @Override
    public List<String> configured() {
        return configured;
    }

    @Override
    public boolean offers(String node, Service<?> service) {
        return service != missing && (service != Service.STATISTICS || dialect == 3);
    }

    @Override
    public boolean holds(String node, String condition) {
        return condition.equals(RING);
    }

    @Override
    public Map<String, String> transports() {
        return Map.of("local", "a.bundle");
    }

    @Override
    public <S, R> R use(String node, Service<S> service, Use<S, R> use) throws ChorosException {
        if (!offers(node, service)) {
            throw new ChorosException(CsError.NOT_SUPPORTED, "a service");
        }
        AutoCloseable client = client(of(node), service);
        open++;
        try {
            return use.with(service.type().cast(client));
        } finally {
            close(client);
        }
    }

    private void close(AutoCloseable client) {
        try {
            client.close();
            open--;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static AutoCloseable client(LocalServices local, Service<?> service) throws ChorosException {
        return switch (service.engine()) {
            case "cmap" -> local.cmap(service == Service.STATISTICS ? MapKind.STATS : MapKind.ICMAP);
            case "cfg" -> local.cfg();
            case "cpg" -> local.cpg();
            case "quorum" -> local.quorum();
            default -> local.voteQuorum();
        };
    }

    /** Lets a process of a node join a group; it is in when this returns. */
    AutoCloseable join(int id, String group) throws Exception {
        var cpg = services.get(id).cpg();
        var in = new CountDownLatch(1);
        cpg.join(group, new org.choros.cpg.CpgListener() {
            @Override
            public void delivered(org.choros.cpg.CpgMessage message) {
                // nobody sends
            }

            @Override
            public void changed(org.choros.cpg.CpgView view) {
                in.countDown();
            }
        });
        if (!in.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("node " + id + " did not let its process into the group within " + LIMIT);
        }
        return cpg;
    }

    @Override
    public void close() {
        services.values().forEach(LocalServices::close);
        nodes.values().forEach(Node::close);
    }
}
