package org.choros.itests.osgi;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.stream.Stream;

import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.ConfigurationAdmin;

/** Bundles of one node of three are replaced while the ring goes on: plain Felix. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public final class FelixHotIT {
    private static final Path DEPLOY = Path.of("target", "hot-deploy").toAbsolutePath();

    /** @return the framework with the bundles of the distribution and those of a client */
    @Configuration
    public Option[] framework() throws IOException {
        List<Option> bundles = new ArrayList<>();
        for (String folder : List.of("bundles", "lib/tools")) {
            try (Stream<Path> files = Files.list(distribution().resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(file -> {
                    var option = bundle(file.toUri().toString());
                    bundles.add(file.toString().contains("native-epoll") ? option.noStart() : option);
                });
            }
        }
        for (String file : System.getProperty("choros.gogo").split(",")) {
            bundles.add(bundle(Path.of(file).toUri().toString()));
        }
        Files.createDirectories(DEPLOY);
        return options(composite(bundles.toArray(new Option[0])), junitBundles(),
                // there is nobody at the prompt of the shell, which is here for what its commands need of it
                frameworkProperty("gosh.args").value("--nointeractive --noshutdown"),
                // as the standalone distribution's launcher sets it
                frameworkProperty("felix.fileinstall.dir").value(DEPLOY.toString()),
                frameworkProperty("felix.fileinstall.tmpdir").value(DEPLOY.resolveSibling("hot-tmp").toString()),
                frameworkProperty("felix.fileinstall.poll").value("500"),
                frameworkProperty("felix.fileinstall.optionalImportRefreshScope").value("managed"),
                frameworkProperty("felix.fileinstall.enableConfigSave").value("false"),
                frameworkProperty("felix.fileinstall.bundles.new.start").value("true"),
                frameworkProperty("org.ops4j.pax.logging.DefaultServiceLog.level").value("WARN"));
    }

    private static Path distribution() {
        return Path.of(System.getProperty("choros.distribution"));
    }

    /** @throws Exception when the container refuses */
    @Test
    public void bundlesAreReplacedInARunningRing() throws Exception {
        BundleContext context = FrameworkUtil.getBundle(FelixHotIT.class).getBundleContext();
        ConfigurationAdmin admin = context.getService(context.getServiceReference(ConfigurationAdmin.class));
        HotCluster cluster = new HotCluster("felixhot", distribution());
        try (cluster) {
            var configuration = admin.getFactoryConfiguration("org.choros.node", "hot", "?");
            configuration.update(new Hashtable<>(cluster.properties()));
            cluster.start();
            cluster.awaitRing();
            new HotChecks(context, distribution(), new HotChecks.Commands(line -> GogoShell.run(context, line),
                    "update %d %s", "start %s", "uninstall %d"), cluster).run(DEPLOY);
            configuration.delete();
        }
    }
}
