package org.choros.itests.osgi;

import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.doNotModifyLogConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFileExtend;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.features;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

/** Bundles of one node of three are replaced while the ring goes on: Karaf. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public final class KarafHotIT {
    private static final String MAVEN = "org.ops4j.pax.url.mvn";
    private static final String MAVEN_FILE = "etc/" + MAVEN + ".cfg";
    private static final String DISTRIBUTION = "choros.distribution";

    /** @return Karaf with our features and nothing else that is not in its archive */
    @Configuration
    public Option[] karaf() {
        String version = System.getProperty("choros.karaf.version");
        String folders = Stream.of(System.getProperty("choros.repositories").split(","))
                .map(folder -> new File(folder).toURI() + "@id=" + Math.abs(folder.hashCode()) + "@snapshots")
                .collect(Collectors.joining(","));
        return options(karafDistributionConfiguration()
                .frameworkUrl(new File(System.getProperty("choros.karaf")).toURI().toString()).karafVersion(version)
                .name("Karaf").unpackDirectory(new File("target/karaf")).useDeployFolder(true).runEmbedded(false),
                configureConsole().ignoreLocalConsole().ignoreRemoteShell(), doNotModifyLogConfiguration(),
                editConfigurationFileExtend(MAVEN_FILE, MAVEN + ".defaultRepositories", folders),
                editConfigurationFilePut(MAVEN_FILE, MAVEN + ".repositories", ""),
                editConfigurationFilePut(MAVEN_FILE, MAVEN + ".localRepository", "${karaf.data}/maven"),
                editConfigurationFilePut("etc/system.properties", DISTRIBUTION, System.getProperty(DISTRIBUTION)),
                features("mvn:org.choros/org.choros.features/" + System.getProperty("choros.version")
                        + "/xml/features", "choros", "choros-client"),
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
    public void bundlesAreReplacedInARunningRing() throws Exception {
        BundleContext context = FrameworkUtil.getBundle(KarafHotIT.class).getBundleContext();
        Path distribution = Path.of(System.getProperty(DISTRIBUTION));
        Path etc = Path.of(System.getProperty("karaf.etc"));
        HotCluster cluster = new HotCluster("karafhot", distribution);
        try (cluster) {
            Path file = Files.write(etc.resolve("org.choros.node-hot.cfg"), cluster.properties().entrySet().stream()
                    .map(entry -> entry.getKey() + " = " + entry.getValue()).toList());
            cluster.start();
            cluster.awaitRing();
            new HotChecks(context, distribution, cluster)
                    .run(Path.of(System.getProperty("karaf.base"), "deploy"));
            Files.delete(file);
        }
    }
}
