package org.choros.itests.osgi;

import static org.junit.Assert.assertEquals;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.doNotModifyLogConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFileExtend;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.features;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.choros.client.CMapClient;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.CoreOptions;
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
    /** The daemon's launcher is not here. */
    private static final Set<String> GUESTS = Set.of("org.choros.node.StandaloneComponent");
    private static final String MAVEN = "org.ops4j.pax.url.mvn";
    private static final String MAVEN_FILE = "etc/" + MAVEN + ".cfg";
    private static final Set<String> BUNDLES = Set.of("org.choros.api", "org.choros.spi", "org.choros.wire",
            "org.choros.posix", "org.choros.totem", "org.choros.config", "org.choros.crypto", "org.choros.node",
            "org.choros.transport.udp", "org.choros.engine.cmap", "org.choros.engine.cfg", "org.choros.engine.cpg",
            "org.choros.engine.quorum", "org.choros.engine.mon", "org.choros.engine.wd", "org.choros.ipc",
            "org.choros.client", "org.choros.local", "org.choros.shell.karaf", "org.choros.health");

    /** @return Karaf with our features and nothing else that is not in its archive */
    @Configuration
    public Option[] karaf() {
        String version = System.getProperty("choros.karaf.version");
        String folders = Stream.of(System.getProperty("choros.repositories").split(","))
                .map(folder -> new File(folder).toURI() + "@id=" + Math.abs(folder.hashCode()) + "@snapshots")
                .collect(Collectors.joining(","));
        return options(karafDistributionConfiguration()
                .frameworkUrl(new File(System.getProperty("choros.karaf")).toURI().toString()).karafVersion(version)
                .name("Karaf").unpackDirectory(new File("target/karaf")).useDeployFolder(false).runEmbedded(false),
                configureConsole().ignoreLocalConsole().ignoreRemoteShell(), doNotModifyLogConfiguration(),
                // used where they are: Karaf would keep what it fetches in the user's own Maven repository
                editConfigurationFileExtend(MAVEN_FILE, MAVEN + ".defaultRepositories", folders),
                editConfigurationFilePut(MAVEN_FILE, MAVEN + ".repositories", ""),
                editConfigurationFilePut(MAVEN_FILE, MAVEN + ".localRepository", "${karaf.data}/maven"),
                features("mvn:org.choros/org.choros.features/" + System.getProperty("choros.version")
                        + "/xml/features", "choros", "choros-crypto-bc", "choros-client", "choros-shell",
                        "choros-health"),
                modules(version), junitBundles());
    }

    /** What Karaf's own script tells the JVM. */
    private static Option modules(String version) {
        return composite(Stream.of("--add-reads=java.xml=java.logging",
                "--add-exports=java.base/org.apache.karaf.specs.locator=java.xml,ALL-UNNAMED", "--patch-module",
                "java.base=lib/endorsed/org.apache.karaf.specs.locator-" + version + ".jar", "--patch-module",
                "java.xml=lib/endorsed/org.apache.karaf.specs.java.xml-" + version + ".jar", "--add-opens",
                "java.base/java.security=ALL-UNNAMED", "--add-opens", "java.base/java.net=ALL-UNNAMED", "--add-opens",
                "java.base/java.lang=ALL-UNNAMED", "--add-opens", "java.base/java.util=ALL-UNNAMED", "--add-opens",
                "java.naming/javax.naming.spi=ALL-UNNAMED", "--add-opens",
                "java.rmi/sun.rmi.transport.tcp=ALL-UNNAMED",
                "--add-exports=java.base/sun.net.www.protocol.file=ALL-UNNAMED",
                "--add-exports=java.base/sun.net.www.protocol.ftp=ALL-UNNAMED",
                "--add-exports=java.base/sun.net.www.protocol.http=ALL-UNNAMED",
                "--add-exports=java.base/sun.net.www.protocol.https=ALL-UNNAMED",
                "--add-exports=java.base/sun.net.www.protocol.jar=ALL-UNNAMED",
                "--add-exports=java.base/sun.net.www.content.text=ALL-UNNAMED",
                "--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED", "-classpath",
                "lib/jdk9plus/*" + File.pathSeparator + "lib/boot/*" + File.pathSeparator + "lib/endorsed/*")
                .map(CoreOptions::vmOption).toArray(Option[]::new));
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
        assertEquals(List.of(), node.sharedFiles());
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
        SessionFactory shells = context.getService(context.getServiceReference(SessionFactory.class));
        new ServicesCheck(context, nodes, new ShellCheck(context, line -> karaf(shells, line)),
                new ServicesCheck.Switch() {
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

    private static String karaf(SessionFactory shells, String line) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            Session session = shells.create(InputStream.nullInputStream(), out, out);
            try {
                session.execute(line);
            } finally {
                session.close();
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
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
