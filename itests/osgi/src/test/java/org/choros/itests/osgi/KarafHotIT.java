package org.choros.itests.osgi;

import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.CoreOptions.systemTimeout;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.features;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/** Bundles of one node of three are replaced while the ring goes on: Karaf. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public final class KarafHotIT {
    private static final long START_LIMIT_MS = 600_000;
    private static final String DISTRIBUTION = "choros.distribution";

    /** @return Karaf with a node, its plug-ins and what a client needs */
    @Configuration
    public Option[] karaf() {
        return options(KarafContainer.options(), systemTimeout(START_LIMIT_MS),
                editConfigurationFilePut("etc/system.properties", DISTRIBUTION, System.getProperty(DISTRIBUTION)),
                features(KarafContainer.features(), "choros", "choros-client"));
    }

    /** @throws Exception when the container refuses */
    @Test
    public void bundlesAreReplacedInARunningRing() throws Exception {
        Path distribution = Path.of(System.getProperty(DISTRIBUTION));
        Path etc = Path.of(System.getProperty("karaf.etc"));
        Path deploy = Files.createDirectories(Path.of(System.getProperty("karaf.data"), "hot-deploy"));
        // as Karaf's own deploy folder, which is not here
        Files.write(etc.resolve("org.apache.felix.fileinstall-hot.cfg"),
                List.of("felix.fileinstall.dir = " + deploy, "felix.fileinstall.poll = 500",
                        "felix.fileinstall.tmpdir = " + deploy.resolveSibling("hot-tmp"),
                        "felix.fileinstall.optionalImportRefreshScope = managed",
                        "felix.fileinstall.enableConfigSave = false"));
        BundleContext context = FrameworkUtil.getBundle(KarafHotIT.class).getBundleContext();
        HotCluster cluster = new HotCluster("karafhot", distribution);
        try (cluster) {
            Path file = Files.write(etc.resolve("org.choros.node-hot.cfg"), cluster.properties().entrySet().stream()
                    .map(entry -> entry.getKey() + " = " + entry.getValue()).toList());
            cluster.start();
            cluster.awaitRing();
            try (KarafShell shell = KarafShell.administrator(context)) {
                new HotChecks(context, distribution, new HotChecks.Commands(shell::run, "bundle:update %d %s",
                        "bundle:install -s %s", "bundle:uninstall %d"), cluster).run(deploy);
            }
            Files.delete(file);
        }
    }
}
