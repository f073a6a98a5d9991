package org.choros.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code corosync -t} knows the transports of the bundles that are installed, and of those that are dropped in. */
class OfferedTransportsTest {
    private static final String UDP = "osgi.service;objectClass:List<String>="
            + "\"org.choros.spi.transport.TransportFactory\";uses:=\"org.choros.spi.transport\","
            + "org.choros.transport;org.choros.transport=udp,"
            + "org.choros.transport;org.choros.transport=udpu";

    @TempDir
    private Path home;

    @AfterEach
    void forgetHome() {
        System.clearProperty("choros.home");
    }

    private void bundle(String folder, String name, String capabilities) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (capabilities != null) {
            manifest.getMainAttributes().putValue("Provide-Capability", capabilities);
        }
        Path path = Files.createDirectories(home.resolve(folder)).resolve(name);
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(path), manifest)) {
            jar.finish();
        }
    }

    @Test
    void manifestsTell() throws IOException {
        assertEquals(Set.of(), OfferedTransports.in(home));
        bundle("bundles", "a.jar", UDP);
        bundle("bundles", "b.jar", "osgi.serviceloader;osgi.serviceloader=\"x\"");
        bundle("bundles", "c.jar", null);
        bundle("deploy", "d.jar", "org.choros.transport; org.choros.transport:String = \"my-own\";version=1");
        bundle("optional", "e.jar", "org.choros.transport;org.choros.transport=local");
        Files.writeString(home.resolve("deploy/broken.jar"), "no jar");
        assertEquals(Set.of("udp", "udpu", "my-own"), OfferedTransports.in(home));
    }

    private String check(String transport, int status) throws IOException {
        Path conf = home.resolve("corosync.conf");
        Files.writeString(conf, """
                totem {
                    version: 2
                    transport: %s
                }
                nodelist {
                    node {
                        nodeid: 1
                        ring0_addr: 192.0.2.1
                    }
                }
                logging {
                    to_syslog: no
                }
                choros {
                    node: 1
                    state_dir: %s
                }
                """.formatted(transport, home));
        System.setProperty("choros.home", home.toString());
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Options options = new Options(conf.toString(), false, true, false, null, null, false);
        assertEquals(status, ConfigurationCheck.run(options, new PrintStream(said, true, StandardCharsets.UTF_8)),
                said::toString);
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatIsOfferedIsRightAndTheRestIsRefusedWithWhatIs() throws IOException {
        bundle("bundles", "a.jar", UDP);
        bundle("deploy", "local.jar", "org.choros.transport;org.choros.transport=local");
        check("local", 0);
        check("udpu", 0);
        String said = check("lcoal", 8);
        assertTrue(said.contains("error   [MAIN  ] Invalid transport type. Should be udpu, udp or knet"), said);
        assertTrue(said.contains("notice  [MAIN  ] Plug-ins offer the transports local, udp, udpu."), said);
        Files.delete(home.resolve("deploy/local.jar"));
        assertTrue(check("local", 8).contains("Plug-ins offer the transports udp, udpu."));
    }
}
