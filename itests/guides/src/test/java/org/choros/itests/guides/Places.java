package org.choros.itests.guides;

import java.nio.file.Path;

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

    /** A folder for a test's files, empty at its beginning. */
    static Path work(String name) {
        return Path.of(System.getProperty("choros.work")).resolve(name);
    }
}
