package org.choros.itests.osgi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.features;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.choros.client.CMapClient;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** The features in a Karaf as it is delivered, without network; the node comes and goes with a file in etc. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public final class KarafIT {
    /** The daemon's launcher is not here, nor a configuration of the replication. */
    private static final Set<String> GUESTS = Set.of("org.choros.node.StandaloneComponent",
            "org.choros.configadmin.service.ReplicationComponent");
    private static final Set<String> BUNDLES = Set.of("org.choros.api", "org.choros.spi", "org.choros.wire",
            "org.choros.posix", "org.choros.totem", "org.choros.config", "org.choros.crypto", "org.choros.node",
            "org.choros.transport.udp", "org.choros.engine.cmap", "org.choros.engine.cfg", "org.choros.engine.cpg",
            "org.choros.engine.quorum", "org.choros.engine.mon", "org.choros.engine.wd", "org.choros.engine.amf",
            "org.choros.ipc", "org.choros.client", "org.choros.local", "org.choros.transport.local",
            "org.choros.engine.lock", "org.choros.lock", "org.choros.availability", "org.choros.map",
            "org.choros.configadmin", "org.choros.shell.karaf", "org.choros.health");

    /** @return Karaf with our features and nothing else that is not in its archive */
    @Configuration
    public Option[] karaf() {
        return options(KarafContainer.options(), features(KarafContainer.features(), "choros-all"));
    }

    /** @throws Exception when the container refuses */
    @Test
    public void nodeComesAndGoesWithItsFile() throws Exception {
        Container container = new Container(FrameworkUtil.getBundle(KarafIT.class).getBundleContext());
        container.assertBundlesUp();
        container.assertOurBundles(BUNDLES);
        GuestNode node = GuestNode.prepare("karaf");
        Path etc = Path.of(System.getProperty("karaf.etc"));
        Path file = Files.write(etc.resolve("org.choros.node-test.cfg"), node.properties().entrySet().stream()
                .map(entry -> entry.getKey() + " = " + entry.getValue()).toList());
        container.assertComponentsSatisfied(GUESTS);
        node.awaitRing();
        awaitInLog("TOTEM", "A new membership (127.0.0.1:");

        try (CMapClient map = node.cmap()) {
            assertEquals("udpu", map.get("totem.transport").asString());
            Files.delete(file);
            node.awaitGone();
            GuestNode.assertDisconnected(map);
        }
        Await.equal("nothing is left of its clients", List.of(), node::sharedFiles);
        awaitInLog("MAIN", "Corosync Cluster Engine exiting normally");
        container.assertBundlesUp();
        node.forget();
    }

    /** @throws Exception when the container refuses */
    @Test
    public void servicesForBundles() throws Exception {
        Path etc = Path.of(System.getProperty("karaf.etc"));
        List<GuestNode> nodes = GuestNode.pair("karaf");
        BundleContext context = FrameworkUtil.getBundle(KarafIT.class).getBundleContext();
        try (KarafShell shell = KarafShell.administrator(context)) {
            new ServicesCheck(context, nodes, new ShellCheck(context, shell::run), new ServicesCheck.Switch() {
                @Override
                public void start(GuestNode node) throws IOException {
                    Files.write(file(node), node.properties().entrySet().stream()
                            .map(entry -> entry.getKey() + " = " + entry.getValue()).toList());
                }

                @Override
                public void stop(GuestNode node) throws IOException {
                    Files.deleteIfExists(file(node));
                }

                private Path file(GuestNode node) {
                    return etc.resolve("org.choros.node-" + node.instance() + ".cfg");
                }
            }).run();
        }
    }

    /** @throws Exception when the container refuses */
    @Test
    public void whoIsNoAdministratorMayLook() throws Exception {
        BundleContext context = FrameworkUtil.getBundle(KarafIT.class).getBundleContext();
        try (KarafShell administrator = KarafShell.administrator(context);
                KarafShell viewer = KarafShell.viewer(context)) {
            for (String line : List.of("choros:reload", "choros:cmap-set a.b u8 1",
                    "choros:availability-operate lock web", "choros:availability-declare /no.conf",
                    "choros:availability-withdraw web")) {
                // there is no node, but a command; and for a viewer not even that
                Await.until(line, () -> failure(administrator, line).contains("No node")
                        ? null
                        : failure(administrator, line));
                assertTrue(failure(viewer, line), failure(viewer, line).contains("not found"));
            }
            String members = failure(viewer, "choros:members");
            assertTrue(members, members.contains("No node"));
        }
    }

    private static String failure(KarafShell shell, String line) {
        try {
            return "no failure but " + shell.run(line);
        } catch (Exception e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Karaf's logging writes on a thread of its own. */
    private static void awaitInLog(String subsystem, String text) {
        Await.until("in the log: " + text, () -> {
            List<String> lines = nodeLines();
            boolean there = lines.stream().anyMatch(line -> line.contains(subsystem) && line.contains(text));
            return there ? null : "there is\n" + String.join("\n", lines);
        });
    }

    /** What the node wrote to Karaf's log. */
    private static List<String> nodeLines() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of(System.getProperty("karaf.log"), "karaf.log"))) {
            return lines.filter(line -> line.contains("- org.choros.node -")).toList();
        }
    }
}
