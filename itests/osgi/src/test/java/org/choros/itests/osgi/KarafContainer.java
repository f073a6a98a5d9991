package org.choros.itests.osgi;

import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.doNotModifyLogConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFileExtend;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;

import java.io.File;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;

/** A Karaf as it is delivered, without network, that finds our features. */
final class KarafContainer {
    private static final String MAVEN = "org.ops4j.pax.url.mvn";
    private static final String MAVEN_FILE = "etc/" + MAVEN + ".cfg";

    private KarafContainer() {
    }

    /** @return the address of the features */
    static String features() {
        return "mvn:org.choros/org.choros.features/" + System.getProperty("choros.version") + "/xml/features";
    }

    /** @return what makes it */
    static Option options() {
        String version = System.getProperty("choros.karaf.version");
        String folders = Stream.of(System.getProperty("choros.repositories").split(","))
                .map(folder -> new File(folder).toURI() + "@id=" + Math.abs(folder.hashCode()) + "@snapshots")
                .collect(Collectors.joining(","));
        return composite(karafDistributionConfiguration()
                .frameworkUrl(new File(System.getProperty("choros.karaf")).toURI().toString()).karafVersion(version)
                .name("Karaf").unpackDirectory(new File("target/karaf")).useDeployFolder(false).runEmbedded(false),
                configureConsole().ignoreLocalConsole().ignoreRemoteShell(), doNotModifyLogConfiguration(),
                // used where they are: Karaf would keep what it fetches in the user's own Maven repository
                editConfigurationFileExtend(MAVEN_FILE, MAVEN + ".defaultRepositories", folders),
                editConfigurationFilePut(MAVEN_FILE, MAVEN + ".repositories", ""),
                editConfigurationFilePut(MAVEN_FILE, MAVEN + ".localRepository", "${karaf.data}/maven"),
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
}
