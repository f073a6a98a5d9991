package org.choros.itests.embedded.isolation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.choros.config.component.CorosyncConfSource;
import org.choros.cpg.Cpg;
import org.choros.cpg.CpgGroup;
import org.choros.cpg.CpgListener;
import org.choros.cpg.CpgMessage;
import org.choros.cpg.CpgView;
import org.choros.crypto.JdkCryptoFactory;
import org.choros.engine.cfg.CfgFactory;
import org.choros.engine.cmap.CmapFactory;
import org.choros.engine.cpg.CpgFactory;
import org.choros.engine.quorum.QuorumFactory;
import org.choros.engine.quorum.VotequorumFactory;
import org.choros.local.LocalServices;
import org.choros.node.Node;
import org.choros.node.NodeOptions;
import org.choros.node.Plugins;
import org.choros.spi.config.ConfigurationSource;
import org.choros.spi.crypto.CryptoFactory;
import org.choros.spi.log.LogLevel;
import org.choros.spi.log.LogSinkFactory;
import org.choros.spi.transport.TransportFactory;
import org.choros.transport.local.LocalTransportFactory;

/** Three nodes whose plug-ins come and go, and on each a process of a group that talks all the time. */
final class Cluster implements AutoCloseable {
    private static final long PATIENCE_S = 60;
    private static final long LOOK_NS = 1_000_000;
    private static final long PACE_NS = 500_000;
    private static final int WAITING_MAX = 200;
    /** No thread stands still for so long on a machine that is merely slow: nobody is lost who was not sent away. */
    static final int TOKEN_MS = 5000;
    /** So that engines that stand still are told soon from the others, on a busy machine, too. */
    private static final String SOON = "engine_slow_ms: 150\nengine_limit_ms: 400";

    final List<String> lines = new CopyOnWriteArrayList<>();
    final Plugins[] plugins = new Plugins[4];
    final Node[] nodes = new Node[4];
    final LocalServices[] services = new LocalServices[4];
    private final Ear[] ears = new Ear[4];
    private final Cpg[] cpgs = new Cpg[4];
    private final CpgGroup[] groups = new CpgGroup[4];
    private final Thread[] talkers = new Thread[4];
    private final Path folder;
    private final String limits;
    private volatile boolean over;

    /** Keeps what is delivered, in order. */
    private static final class Ear implements CpgListener {
        final List<String> heard = new java.util.ArrayList<>();
        volatile int members;

        @Override
        public void delivered(CpgMessage message) {
            synchronized (heard) {
                heard.add(message.sender().nodeId() + ":" + new String(message.bytes(), StandardCharsets.UTF_8));
            }
        }

        @Override
        public void changed(CpgView view) {
            // nobody leaves
            members = view.members().size();
        }

        int count() {
            synchronized (heard) {
                return heard.size();
            }
        }

        List<String> all() {
            synchronized (heard) {
                return List.copyOf(heard);
            }
        }
    }

    Cluster(Path folder) throws Exception {
        this(folder, SOON);
    }

    /**
     * @param folder where the nodes have their files
     * @param limits lines of the section choros for node 3
     */
    Cluster(Path folder, String limits) throws Exception {
        this.folder = folder;
        this.limits = limits;
        for (int id = 1; id <= 3; id++) {
            start(id);
        }
        for (int id = 1; id <= 3; id++) {
            int node = id;
            await("the ring", () -> nodes[node].view().ready() && nodes[node].view().members().size() == 3);
            services[id] = new LocalServices(nodes[id]);
            services[id].ready().get(PATIENCE_S, TimeUnit.SECONDS);
        }
        for (int id = 1; id <= 3; id++) {
            cpgs[id] = services[id].cpg();
            ears[id] = new Ear();
            groups[id] = cpgs[id].join("talk", ears[id]);
        }
        // who gets in later has not heard what was said before
        await("the group", () -> ears[1].members == 3 && ears[2].members == 3 && ears[3].members == 3);
        for (int id = 1; id <= 3; id++) {
            int node = id;
            talkers[id] = new Thread(() -> talk(groups[node]), "talker-" + id);
            talkers[id].start();
        }
    }

    private void talk(CpgGroup group) {
        List<java.util.concurrent.CompletableFuture<Void>> waiting = new java.util.ArrayList<>();
        for (int n = 1; !over; n++) {
            waiting.add(group.send(Integer.toString(n).getBytes(StandardCharsets.UTF_8)));
            if (waiting.size() > WAITING_MAX) {
                waiting.remove(0).join();
            }
            LockSupport.parkNanos(PACE_NS);
        }
        waiting.forEach(java.util.concurrent.CompletableFuture::join);
    }

    private void start(int id) throws IOException {
        Path own = Files.createDirectories(folder.resolve("n" + id));
        configure(id, TOKEN_MS);
        Plugins p = new Plugins();
        plugins[id] = p;
        p.add(new CorosyncConfSource(), Map.of(ConfigurationSource.PROPERTY, NodeOptions.COROSYNC_CONF));
        p.add((LogSinkFactory) (map, dialect) -> new Lines(id), Map.of());
        p.add(new LocalTransportFactory(), Map.of(TransportFactory.PROPERTY, "local"));
        p.add(new JdkCryptoFactory(), Map.of(CryptoFactory.PROPERTY, "jdk"));
        p.add(new CfgFactory(), Map.of());
        p.add(new CpgFactory(), Map.of());
        p.add(new QuorumFactory(), Map.of());
        p.add(new VotequorumFactory(), Map.of());
        p.add(new CmapFactory(), Map.of());
        nodes[id] = Node.start(new NodeOptions(own.resolve("corosync.conf").toString(), NodeOptions.COROSYNC_CONF,
                "iso" + id, own, null, own, null, false, false), p);
    }

    /** Writes the file of a node, for a reload. */
    void configure(int id, int tokenMs) throws IOException {
        StringBuilder list = new StringBuilder();
        for (int i = 1; i <= 3; i++) {
            list.append("node {\nnodeid: ").append(i).append("\nring0_addr: 192.0.2.").append(i).append("\n}\n");
        }
        Files.writeString(folder.resolve("n" + id).resolve("corosync.conf"), """
                totem {
                    version: 2
                    cluster_name: isolation
                    transport: local
                    token: %d
                }
                nodelist {
                %s}
                quorum {
                    provider: corosync_votequorum
                }
                choros {
                    dialect: 3
                    node: %d
                    hub: %s
                    %s
                }
                """.formatted(tokenMs, list, id, "isolation-" + folder.getFileName(),
                id == 3 ? limits : ""));
    }

    /** Waits for a state. */
    void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(what + " has not come: " + String.join("\n", lines));
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    /** Waits until each process has heard so many more messages than now. */
    void awaitTalk(String when, int more) {
        int[] now = new int[4];
        for (int id = 1; id <= 3; id++) {
            now[id] = ears[id].count();
        }
        for (int id = 1; id <= 3; id++) {
            int node = id;
            await("talk at node " + id + " " + when, () -> ears[node].count() >= now[node] + more);
        }
    }

    boolean said(int from, int node, String text) {
        return lines.stream().skip(from).anyMatch(l -> l.startsWith(node + " ") && l.contains(text));
    }

    /** What the three processes have heard when everything that was said has been heard. */
    List<List<String>> silence() throws InterruptedException {
        over = true;
        for (int id = 1; id <= 3; id++) {
            talkers[id].join();
        }
        Supplier<Integer> most = () -> Math.max(ears[1].count(), Math.max(ears[2].count(), ears[3].count()));
        await("silence", () -> ears[1].count() == most.get() && ears[2].count() == most.get()
                && ears[3].count() == most.get());
        return List.of(ears[1].all(), ears[2].all(), ears[3].all());
    }

    @Override
    public void close() {
        over = true;
        for (int id = 3; id >= 1; id--) {
            if (services[id] != null) {
                services[id].close();
            }
            if (nodes[id] != null) {
                nodes[id].close();
            }
        }
    }

    /** Notes the lines of one node. */
    private final class Lines implements LogSinkFactory.Opened {
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

        @Override
        public void reconfigure() {
            // all lines are kept
        }

        @Override
        public void reopen() {
            // there is no file
        }

        @Override
        public void close() {
            // lines can still be read
        }
    }
}
