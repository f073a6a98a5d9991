package org.choros.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * The ring sequence on disk: {@code ringid_NODEID} (3.1) or {@code ringid_ADDRESS} (2.4) in the state directory, 8
 * bytes in host byte order, as the C daemon keeps it, so that either may follow the other. For the admin thread.
 */
final class RingIdStore {
    private static final int LENGTH = Long.BYTES;

    private final Path file;

    RingIdStore(Path stateDirectory, String name) {
        file = stateDirectory.resolve("ringid_" + name);
    }

    /**
     * @return the stored sequence; 0 when there is no file or it is short, which is then made
     * @throws IOException when it can be neither read nor made
     */
    long load() throws IOException {
        if (Files.exists(file)) {
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length == LENGTH) {
                return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getLong();
            }
        }
        store(0);
        return 0;
    }

    /**
     * Stores and forces to the disk: a ring sequence that was used must never come back.
     *
     * @param seq the ring sequence
     * @throws IOException when the file cannot be written
     */
    void store(long seq) throws IOException {
        boolean created = !Files.exists(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (created) {
                Files.setPosixFilePermissions(file,
                        Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
            }
            ByteBuffer bytes = ByteBuffer.allocate(LENGTH).order(ByteOrder.nativeOrder()).putLong(seq).flip();
            channel.write(bytes, 0);
            channel.truncate(LENGTH);
            channel.force(false);
        }
    }

    Path file() {
        return file;
    }
}
