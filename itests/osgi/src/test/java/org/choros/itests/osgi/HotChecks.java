package org.choros.itests.osgi;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.client.CfgClient;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;

/** Bundles of a running node are replaced, and all look at what that does. */
final class HotChecks {
    static final String TRANSPORT = "org.choros.transport.udp";
    static final String CRYPTO = "org.choros.crypto";
    static final String CONFIG = "org.choros.config";

    static final String IPC = "org.choros.ipc";
    static final String ENGINE_CFG = "org.choros.engine.cfg";
    static final String ENGINE_CMAP = "org.choros.engine.cmap";
    static final String ENGINE_CPG = "org.choros.engine.cpg";
    static final String ENGINE_QUORUM = "org.choros.engine.quorum";

    private static final String STATE = "runtime.choros.transport.state";
    private static final String GAPS = "runtime.choros.packets.gaps";
    private static final String LAST_GAP_US = "runtime.choros.packets.last_gap_us";
    private static final int US_PER_MS = 1_000;
    private static final int PER_SECOND = 10_000;

    /** A way by which a container gets a bundle. */
    interface Install {
        void install(byte[] jar) throws Exception;

        void uninstall() throws Exception;
    }

    /** A jar that is dropped into a folder and deleted there. */
    private record Dropped(Path folder, String name) implements Install {
        @Override
        public void install(byte[] jar) throws IOException {
            // an installer must not see half of it
            Path part = Files.write(folder.resolve("." + name + ".part"), jar);
            Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }

        @Override
        public void uninstall() throws IOException {
            Files.delete(folder.resolve(name));
        }
    }

    /**
     * The commands of a container's shell.
     *
     * @param shell who types them
     * @param update replaces a bundle: its id, and where the new one is
     * @param install installs one and starts it: where it is
     * @param uninstall its id
     */
    record Commands(ShellCheck.Shell shell, String update, String install, String uninstall) {
        void run(String command, Object... words) throws Exception {
            shell.run(command.formatted(words));
        }
    }

    /** What an administrator types. */
    private final class Typed implements Install {
        private URI where;

        @Override
        public void install(byte[] jar) throws Exception {
            where = written(jar);
            commands.run(commands.install, where);
        }

        @Override
        public void uninstall() throws Exception {
            commands.run(commands.uninstall, context.getBundle(where.toString()).getBundleId());
            Files.delete(Path.of(where));
        }
    }

    private final BundleContext context;
    private final Path distribution;
    private final Commands commands;
    private final HotCluster cluster;
    /** The class loaders of bundles that were replaced, by name. */
    private final Map<String, WeakReference<ClassLoader>> replaced = new TreeMap<>();
    private int versions;

    HotChecks(BundleContext context, Path distribution, Commands commands, HotCluster cluster) {
        this.context = context;
        this.distribution = distribution;
        this.commands = commands;
        this.cluster = cluster;
    }

    private Bundle bundle(String name) {
        return Stream.of(context.getBundles()).filter(b -> b.getSymbolicName().equals(name)).findFirst().orElseThrow();
    }

    /** Replaces a bundle by a newer version of itself. */
    private void update(String name) throws Exception {
        Bundle bundle = bundle(name);
        replaced.put(name, new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader()));
        versions++;
        URI jar = written(HotJar.of(distribution, name).version("0.2." + versions));
        commands.run(commands.update, bundle.getBundleId(), jar);
        assertEquals("0.2." + versions, bundle.getVersion().toString());
        Files.delete(Path.of(jar));
    }

    private static URI written(byte[] jar) throws IOException {
        return Files.write(Files.createTempFile("choros-hot", ".jar"), jar).toUri();
    }

    /** Nothing may hold classes of bundles that are gone: each update would cost memory for ever. */
    private void assertCollected() {
        Await.until("what was replaced is collected", () -> {
            System.gc();
            replaced.values().removeIf(old -> old.refersTo(null));
            return replaced.isEmpty() ? null : "something refers to " + replaced.keySet();
        });
    }

    /** Replaces services: their clients connect again, others notice nothing but a new ring of the same nodes. */
    void engine(String name, Set<String> services, HotLoad load, HotClients clients) throws Exception {
        List<Long> joins = cluster.joins();
        int views = load.views();
        load.mark();
        update(name);
        clients.assertLost(services);
        clients.open(services);
        clients.assertLost(Set.of());
        load.awaitMore();
        assertEquals("members" + cluster.logs(), joins, cluster.joins());
        assertEquals("views", views, load.views());
        tell(name + " updated under " + load.rate() + " messages/s: gap at the other nodes " + load.longestMs(2)
                + " ms, 0 lost, 0 changes of membership");
    }

    /** Replaces the server of clients: all of them have to connect again, and the ring does not notice. */
    void ipc(HotLoad load, HotClients clients) throws Exception {
        List<Integer> rings = load.rings();
        int views = load.views();
        load.mark();
        update(IPC);
        clients.assertLost(HotClients.ALL);
        clients.open(HotClients.ALL);
        load.awaitMore();
        assertEquals("rings" + cluster.logs(), rings, load.rings());
        assertEquals("views", views, load.views());
        tell("the IPC server updated under " + load.rate() + " messages/s: gap at the other nodes " + load.longestMs(2)
                + " ms, 0 lost, no ring formed");
    }

    /** Replaces the parser: nothing happens until the next reload, which uses the new one. */
    void config(HotLoad load) throws Exception {
        List<Integer> rings = load.rings();
        int views = load.views();
        load.mark();
        bundle(CONFIG).stop();
        try (CfgClient cfg = cluster.patient(1).cfg()) {
            cluster.configure(1, HotCluster.TOKEN_MS + 1);
            try {
                cfg.reload();
                throw new AssertionError("there is no parser, but a reload is done");
            } catch (ChorosException e) {
                assertEquals(CsError.LIBRARY, e.error());
            }
            update(CONFIG);
            bundle(CONFIG).start();
            Await.until("a reload is done", () -> {
                cfg.reload();
                return null;
            });
            Await.equal("the new value is there", HotCluster.TOKEN_MS + 1L, () -> cluster.number(1, "totem.token"));
            load.awaitMore();
        }
        assertEquals("rings" + cluster.logs(), rings, load.rings());
        assertEquals("views", views, load.views());
        tell("the parser of corosync.conf updated under " + load.rate() + " messages/s: gap " + load.longestMs(1)
                + " ms, 0 lost, no ring formed");
    }

    /** Takes the transport away for a moment: the node waits for it and keeps its clients. */
    void missing(HotLoad load, HotClients clients) throws Exception {
        List<Integer> rings = load.rings();
        Bundle transport = bundle(TRANSPORT);
        transport.stop();
        clients.assertLost(Set.of());
        assertEquals("waiting for transport udpu", cluster.value(1, STATE));
        transport.start();
        Await.equal("it is open", "open", () -> cluster.value(1, STATE));
        load.awaitMore();
        clients.assertLost(Set.of());
        assertEquals("rings" + cluster.logs(), rings, load.rings());
    }

    /** Replaces what packets pass through. */
    void path(String what, String name, HotLoad load) throws Exception {
        long gaps = cluster.number(1, GAPS);
        List<Long> joins = cluster.joins();
        List<Integer> rings = load.rings();
        int views = load.views();
        load.mark();
        update(name);
        Await.equal("it is open" + cluster.logs(), "open", () -> cluster.value(1, STATE));
        load.awaitMore();
        Await.equal("the gap is counted", gaps + 1, () -> cluster.number(1, GAPS));
        assertEquals("members" + cluster.logs(), joins, cluster.joins());
        assertEquals("rings" + cluster.logs(), rings, load.rings());
        assertEquals("views", views, load.views());
        tell(what + " updated under " + load.rate() + " messages/s: gap " + load.longestMs(1) + " ms, of these "
                + cluster.number(1, LAST_GAP_US) / US_PER_MS + " ms without it, 0 lost, 0 changes of membership");
    }

    /**
     * A newer version is installed beside the bundle that is in use, and takes over from it; when it is uninstalled the
     * first one is used again.
     */
    void beside(String what, String name, HotLoad load, Install install) throws Exception {
        long gaps = cluster.number(1, GAPS);
        List<Integer> rings = load.rings();
        int views = load.views();
        load.mark();
        versions++;
        install.install(HotJar.of(distribution, name).version("0.3." + versions));
        Await.equal("it has taken over" + cluster.logs(), gaps + 1, () -> cluster.number(1, GAPS));
        load.awaitMore();
        tell(what + " of a newer version beside the old one under " + load.rate() + " messages/s: gap "
                + load.longestMs(1) + " ms, of these " + cluster.number(1, LAST_GAP_US) + " us without it, 0 lost");
        load.mark();
        install.uninstall();
        Await.equal("the old one is back" + cluster.logs(), gaps + 2, () -> cluster.number(1, GAPS));
        load.awaitMore();
        assertEquals("rings" + cluster.logs(), rings, load.rings());
        assertEquals("views", views, load.views());
        tell(what + " of that version taken away again: gap " + load.longestMs(1) + " ms, of these "
                + cluster.number(1, LAST_GAP_US) + " us without it, 0 lost, 0 changes of membership");
    }

    /**
     * All of it, in a ring that has formed.
     *
     * @param deploy the folder from which the container installs bundles
     */
    void run(Path deploy) throws Exception {
        try (HotClients clients = new HotClients(cluster, 1)) {
            try (HotLoad load = new HotLoad(cluster, HotCluster.NODES, PER_SECOND)) {
                load.awaitMore();
                path("transport udpu", TRANSPORT, load);
                path("crypto aes256/sha1", CRYPTO, load);
                beside("transport udpu", TRANSPORT, load, new Dropped(deploy, "transport.jar"));
                beside("crypto aes256/sha1", CRYPTO, load, new Dropped(deploy, "crypto.jar"));
                beside("transport udpu, by commands,", TRANSPORT, load, new Typed());
                missing(load, clients);
                config(load);
                engine(ENGINE_CFG, Set.of("cfg"), load, clients);
                engine(ENGINE_CMAP, Set.of("cmap"), load, clients);
                engine(ENGINE_QUORUM, HotClients.QUORUM, load, clients);
                load.finish();
            }
            // without senders on the node whose senders are to be disconnected
            try (HotLoad load = new HotLoad(cluster, HotCluster.NODES.subList(1, 3), PER_SECOND)) {
                load.awaitMore();
                engine(ENGINE_CPG, Set.of("cpg"), load, clients);
                ipc(load, clients);
                load.finish();
            }
            assertCollected();
        }
    }

    static void tell(String figure) {
        System.out.println("hot: " + figure);
    }
}
