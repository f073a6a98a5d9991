package org.choros.runtime;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which transports the bundles of this installation offer, as their manifests say: capabilities of the namespace
 * {@code org.choros.transport}. Nothing is started for it.
 */
final class OfferedTransports {
    private static final Pattern CAPABILITY = Pattern
            .compile("org\\.choros\\.transport\\s*(?::String)?\\s*=\\s*\"?([^\",;\\s]+)");

    private OfferedTransports() {
    }

    /**
     * @param home the folder of the installation
     * @return the names, ascending; of folders and files that cannot be read none
     */
    static Set<String> in(Path home) {
        Set<String> names = new TreeSet<>();
        for (String folder : new String[]{"bundles", "deploy"}) {
            Path path = home.resolve(folder);
            if (Files.isDirectory(path)) {
                try (DirectoryStream<Path> jars = Files.newDirectoryStream(path, "*.jar")) {
                    jars.forEach(jar -> add(jar, names));
                } catch (IOException | DirectoryIteratorException e) {
                    System.err.println("Cannot look for transports in " + path + ": " + e.getMessage());
                }
            }
        }
        return names;
    }

    private static void add(Path jar, Set<String> names) {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            String capabilities = manifest == null
                    ? null
                    : manifest.getMainAttributes().getValue("Provide-Capability");
            Matcher found = CAPABILITY.matcher(capabilities == null ? "" : capabilities);
            while (found.find()) {
                names.add(found.group(1));
            }
        } catch (IOException e) {
            System.err.println("Cannot look for transports in " + jar + ": " + e.getMessage());
        }
    }
}
