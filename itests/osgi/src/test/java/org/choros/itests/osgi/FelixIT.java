package org.choros.itests.osgi;

import static org.junit.Assert.assertEquals;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

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
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;

/** The bundles of the standalone distribution in a Felix framework that is not ours. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public final class FelixIT {
    /** They need what is not here: the launcher of the daemon, Bouncy Castle. */
    private static final Set<String> GUESTS = Set.of("org.choros.node.StandaloneComponent", "org.choros.crypto.bc",
            "org.choros.crypto.BouncyCastleSwitch");

    /** @return the framework with the bundles of the distribution and those that a client needs */
    @Configuration
    public Option[] framework() throws IOException {
        Path distribution = Path.of(System.getProperty("choros.distribution"));
        List<Option> bundles = new ArrayList<>();
        for (File file : jars(distribution.resolve("bundles"))) {
            // the launcher tells it which folder to watch; here is none
            if (!file.getName().contains("fileinstall")) {
                boolean fragment = file.getName().contains("native-epoll");
                var option = bundle(file.toURI().toString());
                bundles.add(fragment ? option.noStart() : option);
            }
        }
        for (File file : jars(distribution.resolve("lib/tools"))) {
            bundles.add(bundle(file.toURI().toString()));
        }
        bundles.add(bundle(new File(System.getProperty("choros.eventadmin")).toURI().toString()));
        for (String file : System.getProperty("choros.guests").split(",")) {
            bundles.add(bundle(new File(file).toURI().toString()));
        }
        return options(CoreOptions.composite(bundles.toArray(new Option[0])), junitBundles(),
                frameworkProperty("org.ops4j.pax.logging.DefaultServiceLog.level").value("WARN"));
    }

    private static List<File> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().map(Path::toFile).toList();
        }
    }

    /** @throws Exception when the container refuses */
    @Test
    public void nodeComesAndGoesWithItsConfiguration() throws Exception {
        BundleContext context = FrameworkUtil.getBundle(FelixIT.class).getBundleContext();
        Container container = new Container(context);
        container.assertBundlesUp();
        GuestNode node = GuestNode.prepare("felix");
        ServiceReference<ConfigurationAdmin> reference = context.getServiceReference(ConfigurationAdmin.class);
        var configuration = context.getService(reference).getFactoryConfiguration("org.choros.node", "test", "?");
        configuration.update(new Hashtable<>(node.properties()));
        container.assertComponentsSatisfied(GUESTS);
        node.awaitRing();
        node.awaitLog("A new membership (127.0.0.1:");

        try (CMapClient map = node.cmap()) {
            assertEquals("udpu", map.get("totem.transport").asString());
            configuration.delete();
            node.awaitGone();
            GuestNode.assertDisconnected(map);
        }
        Await.equal("nothing is left of its clients", List.of(), node::sharedFiles);
        node.awaitLog("Corosync Cluster Engine exiting normally");
        container.assertBundlesUp();
        node.forget();
    }

    /** @throws Exception when the container refuses */
    @Test
    public void servicesForBundles() throws Exception {
        BundleContext context = FrameworkUtil.getBundle(FelixIT.class).getBundleContext();
        ConfigurationAdmin admin = context.getService(context.getServiceReference(ConfigurationAdmin.class));
        List<GuestNode> nodes = GuestNode.pair("felix");
        EventEar events = EventEar.listen(context);
        new ServicesCheck(context, nodes, new ShellCheck(context, line -> GogoShell.run(context, line)),
                new ServicesCheck.Switch() {
                    @Override
                    public void start(GuestNode node) throws IOException {
                        admin.getFactoryConfiguration("org.choros.node", node.instance(), "?")
                                .update(new Hashtable<>(node.properties()));
                    }

                    @Override
                    public void stop(GuestNode node) throws IOException {
                        admin.getFactoryConfiguration("org.choros.node", node.instance(), "?").delete();
                    }
                }).run();
        String one = nodes.get(0).instance();
        for (String topic : List.of("org/choros/ring/FORMED", "org/choros/ring/LOST", "org/choros/quorum/GAINED",
                "org/choros/quorum/LOST", "org/choros/group/CHANGED")) {
            Await.equal("an event " + topic, true, () -> events.heard(topic, one));
        }
    }
}
