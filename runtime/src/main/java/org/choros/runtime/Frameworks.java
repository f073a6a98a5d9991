package org.choros.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.BundleStartLevel;

/** Starts an OSGi framework with the bundles of the distribution, from a cache that is kept between starts. */
final class Frameworks {
    private static final int LEVEL_PLUGINS = 1;
    private static final int LEVEL_NODE = 2;
    private static final int LEVEL_DEPLOY = 3;
    private static final String REFERENCE = "reference:";
    private static final String FILE = "file:";

    private Frameworks() {
    }

    static Framework start(Path home, CacheFolder cache, Consumer<BundleContext> beforeStart)
            throws BundleException, IOException {
        Map<String, String> configuration = new HashMap<>();
        configuration.put(Constants.FRAMEWORK_STORAGE, cache.bundles().toString());
        configuration.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(LEVEL_DEPLOY));
        configuration.put("felix.startlevel.bundle", Integer.toString(LEVEL_PLUGINS));
        configuration.put("felix.log.level", "1");
        configuration.put("felix.fileinstall.dir", home.resolve("deploy").toString());
        configuration.put("felix.fileinstall.tmpdir", cache.installer().toString());
        configuration.put("felix.fileinstall.poll", "500");
        configuration.put("felix.fileinstall.log.level", "1");
        configuration.put("felix.fileinstall.enableConfigSave", "false");
        configuration.put("felix.fileinstall.bundles.new.start", "true");
        // else a bundle that brings what another can do without, Gogo to SCR, restarts that one, and the node with it
        configuration.put("felix.fileinstall.optionalImportRefreshScope", "managed");
        configuration.put("ds.loglevel", "error");
        configuration.put("org.osgi.framework.bootdelegation", "sun.*,com.sun.*");
        FrameworkFactory factory = new org.apache.felix.framework.FrameworkFactory();
        Framework framework = factory.newFramework(configuration);
        framework.init();
        BundleContext context = framework.getBundleContext();
        beforeStart.accept(context);
        install(context, home.resolve("bundles"));
        framework.start();
        return framework;
    }

    /** @return where a node's own cache is: two nodes on one host cannot share one */
    static Path cache(Options options) {
        String set = System.getenv("CHOROS_CACHE_DIR");
        if (set != null && !set.isEmpty()) {
            return Path.of(set);
        }
        String instance = System.getenv().getOrDefault("CHOROS_INSTANCE", "");
        String name = "choros-" + Integer.toHexString((options.configuration() + '\0' + instance).hashCode());
        Path system = Path.of("/var/cache");
        if (Files.isWritable(system)) {
            return system.resolve("choros").resolve(name);
        }
        return Path.of(System.getProperty("java.io.tmpdir"), "choros-" + System.getProperty("user.name"), name);
    }

    private static void install(BundleContext context, Path folder) throws IOException, BundleException {
        Set<String> wanted = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(f -> f.getFileName().toString().endsWith(".jar"))
                    .forEach(f -> wanted.add(REFERENCE + f.toAbsolutePath().toUri()));
        }
        Set<String> present = new HashSet<>();
        for (Bundle bundle : context.getBundles()) {
            String location = bundle.getLocation();
            if (!location.startsWith(REFERENCE)) {
                // taken out of deploy/ while nobody ran: the installer would see it too late, when others hang on it
                if (location.startsWith(FILE) && !Files.exists(Path.of(java.net.URI.create(location)))) {
                    bundle.uninstall();
                }
                continue;
            }
            if (!wanted.contains(location)) {
                bundle.uninstall();
            } else {
                present.add(location);
                Path file = Path.of(java.net.URI.create(location.substring(REFERENCE.length())));
                if (Files.getLastModifiedTime(file).toMillis() > bundle.getLastModified()) {
                    bundle.update();
                }
            }
        }
        for (String location : wanted) {
            if (!present.contains(location)) {
                Bundle bundle = context.installBundle(location);
                bundle.adapt(BundleStartLevel.class).setStartLevel(level(bundle.getSymbolicName()));
            }
        }
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null && bundle.getBundleId() != 0) {
                bundle.start(Bundle.START_ACTIVATION_POLICY);
            }
        }
    }

    private static int level(String name) {
        return switch (name) {
            case "org.choros.node" -> LEVEL_NODE;
            case "org.apache.felix.fileinstall" -> LEVEL_DEPLOY;
            default -> LEVEL_PLUGINS;
        };
    }
}
