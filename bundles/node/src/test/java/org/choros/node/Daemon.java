package org.choros.node;

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
import java.util.function.Function;

import org.choros.config.component.CorosyncConfSource;
import org.choros.crypto.JdkCryptoFactory;
import org.choros.engine.cfg.CfgFactory;
import org.choros.engine.cmap.CmapFactory;
import org.choros.engine.cpg.CpgFactory;
import org.choros.engine.quorum.QuorumFactory;
import org.choros.engine.quorum.VotequorumFactory;
import org.choros.ipc.QbIpcServerFactory;
import org.choros.node.core.NodeCore;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.config.ConfigurationSource;
import org.choros.spi.crypto.CryptoFactory;
import org.choros.spi.engine.NodeControl;
import org.choros.spi.log.LogLevel;
import org.choros.spi.log.LogSinkFactory;
import org.choros.spi.transport.TransportFactory;
import org.choros.transport.udp.UdpTransportFactory;

/** A node with all its threads and its own plug-ins, files in a folder of its own, on 127.0.0.ID. */
final class Daemon implements AutoCloseable {
    /** For whatever has to come, on however slow a machine. */
    static final long PATIENCE_S = 60;
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(5);
    /** No thread stands still for so long on a machine that is merely slow: nobody is lost who was not sent away. */
    private static final int TOKEN_MS = 5000;
    private static final int PORT_FIRST = 20_000;
    private static final int PORTS = 10_000;
    private static final int PORTS_EACH = 20;

    final List<String> lines = new CopyOnWriteArrayList<>();
    final Plugins plugins = new Plugins();
    final UdpTransportFactory transport = new UdpTransportFactory();
    final JdkCryptoFactory crypto = new JdkCryptoFactory();
    final CmapFactory cmap = new CmapFactory();
    final QbIpcServerFactory ipc = new QbIpcServerFactory();
    final Path folder;
    private final int id;
    private Node node;

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

    Daemon(Path parent, int id, int port) throws IOException {
        this.id = id;
        folder = Files.createDirectories(parent.resolve("n" + id));
        configure(port, TOKEN_MS);
        plugins.add(new CorosyncConfSource(), Map.of(ConfigurationSource.PROPERTY, NodeOptions.COROSYNC_CONF));
        plugins.add((LogSinkFactory) this::record, Map.of());
        addTransport();
        addCrypto();
        plugins.add(ipc, Map.of());
        plugins.add(new CfgFactory(), Map.of());
        plugins.add(new CpgFactory(), Map.of());
        plugins.add(new QuorumFactory(), Map.of());
        plugins.add(new VotequorumFactory(), Map.of());
        plugins.add(cmap, Map.of());
    }

    void addTransport() {
        plugins.add(transport, Map.of(TransportFactory.PROPERTY, new String[]{"udp", "udpu"}));
    }

    void addCrypto() {
        plugins.add(crypto, Map.of(CryptoFactory.PROPERTY, "jdk"));
    }

    void configure(int port, int tokenMs) throws IOException {
        Files.writeString(folder.resolve("corosync.conf"), """
                totem {
                    version: 2
                    transport: udpu
                    nodeid: %d
                    secauth: off
                    token: %d
                    interface {
                        ringnumber: 0
                        bindnetaddr: 127.0.0.%d
                        mcastport: %d
                    }
                }
                nodelist {
                    node {
                        ring0_addr: 127.0.0.1
                        nodeid: 1
                    }
                    node {
                        ring0_addr: 127.0.0.2
                        nodeid: 2
                    }
                }
                quorum {
                    provider: corosync_votequorum
                    expected_votes: 2
                }
                choros {
                    dialect: 2
                }
                """.formatted(id, tokenMs, id, port));
    }

    private LogSinkFactory.Opened record(IcMap map, int dialect) {
        return new LogSinkFactory.Opened() {
            @Override
            public void reconfigure() {
                lines.add("reconfigured");
            }

            @Override
            public void reopen() {
                lines.add("reopened");
            }

            @Override
            public void close() {
                lines.add("closed");
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

    Daemon start() {
        lines.clear();
        node = Node.start(new NodeOptions(folder.resolve("corosync.conf").toString(), NodeOptions.COROSYNC_CONF,
                "nt" + ProcessHandle.current().pid() + "-" + id, folder, folder.resolve("pid"), folder, null, false,
                false), plugins);
        return this;
    }

    NodeControl control() {
        return node.control();
    }

    Node node() {
        return node;
    }

    <T> T ask(Function<NodeCore, T> question, T nobody) {
        try {
            return node.ask(core -> core == null ? nobody : question.apply(core), nobody).get(PATIENCE_S,
                    TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
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

    void awaitRing(int members) {
        await("formed a ring of " + members, () -> ask(
                core -> core.members().size() == members && core.ready() && core.ring().queued() == 0
                        && core.services().quorum().quorate() == (members == 2),
                false));
    }

    long ringSeq() {
        return ask(core -> core.operationalRing().seq(), 0L);
    }

    boolean said(String text) {
        return lines.stream().anyMatch(l -> l.contains(text));
    }

    /** Ends in order and answers how. */
    Node.End stop() {
        node.close();
        return node.end().join();
    }

    @Override
    public void close() {
        if (node != null) {
            node.close();
        }
    }
}
