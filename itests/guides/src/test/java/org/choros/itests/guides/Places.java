package org.choros.itests.guides;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Where things are. */
final class Places {
    /** The checkout. */
    static final Path ROOT = Path.of(System.getProperty("choros.root", "../..")).toAbsolutePath().normalize();
    /** What runtime/repository has made. */
    static final Path REPOSITORY = ROOT.resolve("runtime/repository/target/repository");
    /** The version of this build. */
    static final String VERSION = System.getProperty("choros.version");

    private Places() {
    }

    /** Makes a folder for a test's files, empty; they are left there for who wants to know why it has failed. */
    static Path work(String name) throws IOException {
        Path folder = Path.of(System.getProperty("choros.work")).resolve(name);
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return Files.createDirectories(folder);
    }
}
