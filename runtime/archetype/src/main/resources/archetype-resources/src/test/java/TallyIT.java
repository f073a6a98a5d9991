package ${package};

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.ConfigurationAdmin;

/** Two nodes in one Felix, over the transport {@code local}: the bundle comes, serves, and goes. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class TallyIT {
    private static final long LIMIT_NS = 60_000_000_000L;
    private static final String INSTANCE = "tally" + ProcessHandle.current().pid() + "-";

    /** @return Felix with the bundles of the distribution and the transport local; without those of this project */
    @Configuration
    public Option[] framework() throws IOException {
        Path distribution = Path.of(System.getProperty("choros.distribution"));
        List<Option> bundles = new ArrayList<>();
        for (String folder : List.of("bundles", "optional")) {
            try (Stream<Path> files = Files.list(distribution.resolve(folder))) {
                files.filter(TallyIT::isWanted).sorted().forEach(file -> {
                    var option = bundle(file.toUri().toString());
                    // a fragment is not started
                    bundles.add(file.toString().contains("native-epoll") ? option.noStart() : option);
                });
            }
        }
        return options(composite(bundles.toArray(new Option[0])), junitBundles(),
                frameworkProperty("org.ops4j.pax.logging.DefaultServiceLog.level").value("WARN"));
    }

    /** Of what is optional the transport is enough; nobody watches a folder here. */
    private static boolean isWanted(Path file) {
        String name = file.getFileName().toString();
        boolean optional = file.getParent().endsWith("optional");
        return name.endsWith(".jar") && !name.contains("fileinstall")
                && (!optional || name.startsWith("org.choros.transport.local"));
    }

    /** @throws Exception when the container refuses */
    @Test
    public void theBundleComesServesAndGoes() throws Exception {
        BundleContext context = FrameworkUtil.getBundle(TallyIT.class).getBundleContext();
        Path folder = Files.createTempDirectory("tally");
        List<org.osgi.service.cm.Configuration> nodes = List.of(start(context, folder, 1), start(context, folder, 2));

        Bundle engine = context.installBundle(Path.of(System.getProperty("engine.bundle")).toUri().toString());
        engine.start();
        // a class of its own: what it refers to comes with the engine's bundle
        TallyCheck check = new TallyCheck(INSTANCE);
        check.serves();
        // both nodes lose it at once, and so the numbers: nobody has them any more
        engine.stop();
        check.isGone();
        engine.start();
        check.serves();
        engine.uninstall();
        check.isGone();
        for (org.osgi.service.cm.Configuration node : nodes) {
            node.delete();
        }
        forget(folder);
    }

    private static org.osgi.service.cm.Configuration start(BundleContext context, Path folder, int id)
            throws IOException {
        Path own = Files.createDirectories(folder.resolve("node" + id));
        Path configuration = Files.writeString(folder.resolve("corosync.conf"), """
                totem {
                    version: 2
                    cluster_name: tally
                    transport: local
                    token: 10000
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
                }
                quorum {
                    provider: corosync_votequorum
                }
                logging {
                    to_stderr: no
                    to_syslog: no
                }
                """);
        ConfigurationAdmin admin = context.getService(context.getServiceReference(ConfigurationAdmin.class));
        var node = admin.getFactoryConfiguration("org.choros.node", "n" + id, "?");
        node.update(new Hashtable<>(Map.of("configuration", configuration.toString(), "instance", INSTANCE + id,
                "node", Integer.toString(id), "state.dir", own.toString(), "shm.dir", own.toString())));
        return node;
    }

    /** Removes all files; the nodes may still be taking away theirs. */
    private static void forget(Path folder) throws IOException {
        long end = System.nanoTime() + LIMIT_NS;
        while (true) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
                return;
            } catch (IOException e) {
                if (System.nanoTime() - end > 0) {
                    throw e;
                }
                LockSupport.parkNanos(20_000_000);
            }
        }
    }
}
