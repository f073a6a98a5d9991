package org.choros.itests.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.choros.spi.config.ConfigurationSource;
import org.choros.spi.crypto.CryptoFactory;
import org.choros.spi.engine.ServiceEngineFactory;
import org.choros.spi.transport.TransportFactory;
import org.junit.jupiter.api.Test;

/** What is a service in OSGi is found on the class path too, by the same name. */
class ClassPathTest {
    private static final Pattern PLUGIN = Pattern
            .compile("<provide interface=\"(org\\.choros\\.spi\\.[\\w.]+(?:Factory|Source))\"");
    private static final Pattern IMPLEMENTATION = Pattern.compile("<implementation class=\"([\\w.]+)\"");

    /** {@code interface implementation} of each component of our bundles. */
    private static TreeSet<String> components() throws IOException {
        TreeSet<String> found = new TreeSet<>();
        ClassLoader loader = ClassPathTest.class.getClassLoader();
        for (URL url : Collections.list(loader.getResources("META-INF/MANIFEST.MF"))) {
            Manifest manifest;
            try (InputStream in = url.openStream()) {
                manifest = new Manifest(in);
            }
            String name = manifest.getMainAttributes().getValue("Bundle-SymbolicName");
            String components = manifest.getMainAttributes().getValue("Service-Component");
            if (name == null || !name.startsWith("org.choros.") || components == null) {
                continue;
            }
            for (String path : components.split(",")) {
                try (InputStream in = loader.getResourceAsStream(path)) {
                    String xml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    Matcher plugin = PLUGIN.matcher(xml);
                    Matcher implementation = IMPLEMENTATION.matcher(xml);
                    if (plugin.find() && implementation.find()) {
                        found.add(plugin.group(1) + " " + implementation.group(1));
                    }
                }
            }
        }
        return found;
    }

    @Test
    void everyPluginIsFoundInBothWays() throws IOException {
        TreeSet<String> components = components();
        assertTrue(components.size() > 7, components::toString);
        TreeSet<String> found = new TreeSet<>();
        for (Class<?> type : List.of(ConfigurationSource.class, TransportFactory.class, CryptoFactory.class,
                ServiceEngineFactory.class)) {
            ServiceLoader.load(type).forEach(plugin -> found.add(type.getName() + " " + plugin.getClass().getName()));
        }
        assertEquals(components, found);
    }

    @Test
    void pluginsTellTheNamesThatTheirServicesHave() throws IOException {
        for (TransportFactory factory : ServiceLoader.load(TransportFactory.class)) {
            assertNamed(factory, TransportFactory.PROPERTY, factory.transports());
        }
        for (CryptoFactory factory : ServiceLoader.load(CryptoFactory.class)) {
            assertNamed(factory, CryptoFactory.PROPERTY, List.of(factory.provider()));
        }
        for (ConfigurationSource source : ServiceLoader.load(ConfigurationSource.class)) {
            assertNamed(source, ConfigurationSource.PROPERTY, List.of(source.name()));
        }
    }

    private static void assertNamed(Object plugin, String property, List<String> names) throws IOException {
        String file = plugin.getClass().getName();
        ClassLoader loader = ClassPathTest.class.getClassLoader();
        InputStream found = loader.getResourceAsStream("OSGI-INF/" + file + ".xml");
        // the one that is enabled by another has a name of its own
        try (InputStream in = found != null ? found : loader.getResourceAsStream("OSGI-INF/org.choros.crypto.bc.xml")) {
            String xml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(xml.contains("\"" + property + "\""), xml);
            for (String name : names) {
                assertTrue(xml.contains("value=\"" + name + "\""), name + " in " + xml);
            }
            assertTrue(!names.isEmpty() && !names.contains(""), file);
        }
    }
}
