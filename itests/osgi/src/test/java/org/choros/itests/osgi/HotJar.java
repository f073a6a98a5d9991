package org.choros.itests.osgi;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** The jar of a bundle as it would be built the next time. */
final class HotJar {
    private final Path file;

    private HotJar(Path file) {
        this.file = file;
    }

    /**
     * @param distribution the standalone distribution
     * @param name a bundle's symbolic name
     * @return the jar in which the distribution has it
     */
    static HotJar of(Path distribution, String name) throws IOException {
        for (String folder : new String[]{"bundles", "optional"}) {
            try (Stream<Path> files = Files.list(distribution.resolve(folder))) {
                Path found = files.filter(file -> file.getFileName().toString().startsWith(name + "-")).findFirst()
                        .orElse(null);
                if (found != null) {
                    return new HotJar(found);
                }
            }
        }
        throw new IOException("no bundle " + name + " in " + distribution);
    }

    Path file() {
        return file;
    }

    /**
     * @param version a Bundle-Version
     * @return the same with this version
     */
    byte[] version(String version) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarInputStream in = new JarInputStream(Files.newInputStream(file))) {
            Manifest manifest = new Manifest(in.getManifest());
            manifest.getMainAttributes().putValue("Bundle-Version", version);
            try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
                for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    ((InputStream) in).transferTo(out);
                    out.closeEntry();
                }
            }
        }
        return bytes.toByteArray();
    }
}
