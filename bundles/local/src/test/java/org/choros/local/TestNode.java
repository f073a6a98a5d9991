package org.choros.local;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.choros.config.component.CorosyncConfSource;
import org.choros.crypto.JdkCryptoFactory;
import org.choros.engine.cfg.CfgFactory;
import org.choros.engine.cmap.CmapFactory;
import org.choros.engine.cpg.CpgFactory;
import org.choros.engine.quorum.QuorumFactory;
import org.choros.engine.quorum.VotequorumFactory;
import org.choros.node.Node;
import org.choros.node.NodeOptions;
import org.choros.node.Plugins;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.config.ConfigurationSource;
import org.choros.spi.crypto.CryptoFactory;
import org.choros.spi.log.LogLevel;
import org.choros.spi.log.LogSinkFactory;
import org.choros.spi.transport.TransportFactory;
import org.choros.transport.udp.UdpTransportFactory;

/** A node with its plug-ins on 127.0.0.ID, without IPC; one of a cluster of so many. */
final class TestNode implements AutoCloseable {
    private static final long PATIENCE_S = 60;
    private static final long LOOK_NS = 5_000_000;
    private static final int PORT_FIRST = 20_000;
    private static final int PORTS = 10_000;
    private static final int PORTS_EACH = 20;

    final List<String> lines = new CopyOnWriteArrayList<>();
    final Plugins plugins = new Plugins();
    final CpgFactory cpg = new CpgFactory();
    private final Path folder;
    private final String instance;
    private final int id;
    private Node node;

    /**
     * @param parent where its folder is made
     * @param id its node id, and the last part of its address
     * @param nodes how many nodes the cluster has
     * @param dialect 2 or 3; with 3 there is but one node on a host
     * @param port where the cluster talks
     */
    TestNode(Path parent, int id, int nodes, int dialect, int port) throws IOException {
        this.id = id;
        instance = "local" + ProcessHandle.current().pid() + "-" + id;
        folder = Files.createDirectories(parent.resolve("n" + id));
        StringBuilder list = new StringBuilder();
        for (int i = 1; i <= nodes; i++) {
            list.append("node {\nring0_addr: 127.0.0.").append(i).append("\nnodeid: ").append(i).append("\n}\n");
        }
        Files.writeString(folder.resolve("corosync.conf"), """
                totem {
                    version: 2
                    cluster_name: locals
                    transport: udpu
                    secauth: off
                    token: 3000
                    interface {
                        ringnumber: 0
                        bindnetaddr: 127.0.0.%d
                        mcastport: %d
                    }
                }
                nodelist {
                %s}
                quorum {
                    provider: corosync_votequorum
                }
                choros {
                    dialect: %d
                }
                """.formatted(id, port, list, dialect));
        plugins.add(new CorosyncConfSource(), Map.of(ConfigurationSource.PROPERTY, NodeOptions.COROSYNC_CONF));
        plugins.add((LogSinkFactory) this::record, Map.of());
        plugins.add(new UdpTransportFactory(), Map.of(TransportFactory.PROPERTY, new String[]{"udp", "udpu"}));
        plugins.add(new JdkCryptoFactory(), Map.of(CryptoFactory.PROPERTY, "jdk"));
        plugins.add(new CfgFactory(), Map.of());
        plugins.add(cpg, Map.of());
        plugins.add(new QuorumFactory(), Map.of());
        plugins.add(new VotequorumFactory(), Map.of());
        plugins.add(new CmapFactory(), Map.of());
    }

    /**
     * A port that nobody has on 127.0.0.1, and that the kernel gives nobody who wants any: what it gives may be gone
     * again before a node has it, as nodes take such ports themselves.
     */
    static int freePort() throws IOException {
        int first = (int) (ProcessHandle.current().pid() * PORTS_EACH % PORTS);
        for (int i = 0; i < PORTS; i++) {
            int port = PORT_FIRST + (first + i) % PORTS;
            try (DatagramSocket free = new DatagramSocket(new InetSocketAddress("127.0.0.1", port))) {
                return free.getLocalPort();
            } catch (SocketException e) {
                // somebody has it
                continue;
            }
        }
        throw new IOException("no free port");
    }

    private LogSinkFactory.Opened record(IcMap map, int dialect) {
        return new LogSinkFactory.Opened() {
            @Override
            public void reconfigure() {
                // lines are kept all the same
            }

            @Override
            public void reopen() {
                // there is no file
            }

            @Override
            public void close() {
                // lines can still be read
            }

            @Override
            public void log(LogLevel level, String subsystem, String text, long epochMillis) {
                lines.add(level.label() + " " + subsystem + " " + text);
            }

            @Override
            public boolean enabled(LogLevel level, String subsystem) {
                return level.compareTo(LogLevel.DEBUG) < 0;
            }
        };
    }

    TestNode start() {
        lines.clear();
        node = Node.start(new NodeOptions(folder.resolve("corosync.conf").toString(), NodeOptions.COROSYNC_CONF,
                instance, folder, null, folder, null, false, false), plugins);
        return this;
    }

    String instance() {
        return instance;
    }

    Node node() {
        return node;
    }

    boolean said(String text) {
        return lines.stream().anyMatch(l -> l.contains(text));
    }

    void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("node " + id + " has not " + what + ": " + lines);
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    @Override
    public void close() {
        if (node != null) {
            node.close();
        }
    }
}
