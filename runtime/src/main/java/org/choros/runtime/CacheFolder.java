package org.choros.runtime;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The framework's bundle cache, kept between starts and held with a lock while we run. A second daemon for the same
 * node, which will be refused only once its node starts, must not write into the first one's cache: it gets a folder
 * that goes away with it.
 */
final class CacheFolder implements AutoCloseable {
    private static final String LOCK = "in-use";

    private final Path path;
    private final FileChannel lock;

    private CacheFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * @param wanted the folder that is kept; made when it is not there
     * @return it, or a temporary one when another process has it
     * @throws IOException when neither can be made
     */
    static CacheFolder take(Path wanted) throws IOException {
        Files.createDirectories(wanted);
        FileChannel channel = FileChannel.open(wanted.resolve(LOCK), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock held = channel.tryLock();
        if (held != null) {
            return new CacheFolder(wanted, channel);
        }
        channel.close();
        return new CacheFolder(Files.createTempDirectory("choros-cache"), null);
    }

    /** @return the folder for the bundles */
    Path bundles() {
        return path.resolve("bundles");
    }

    /** @return the folder for the installer's copies */
    Path installer() {
        return path.resolve("fileinstall");
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path p : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(p);
            }
        }
    }
}
