package org.choros.ipc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

import org.choros.posix.ForeignFile;
import org.choros.posix.NativeBuffer;
import org.choros.spi.engine.SharedMemory;
import org.choros.spi.log.LogLevel;

/**
 * A file in shared memory that a client has made. It is opened only where libcpg makes such files, only when it belongs
 * to the client, and is read and written by calls, so that a client who cuts it harms nobody. Ring thread only.
 */
final class ClientMemory implements SharedMemory {
    private static final String NAME = "corosync_zerocopy-";
    private static final Set<Path> PLACES = Set.of(Path.of("/dev/shm"), Path.of("/run"), Path.of("/var/run"));

    private final ForeignFile file;
    private final Scratch scratch;

    private ClientMemory(ForeignFile file, Scratch scratch) {
        this.file = file;
        this.scratch = scratch;
    }

    static Optional<SharedMemory> open(ServerCore core, Client client, String path, long size) {
        Path file = place(core, path);
        if (file == null) {
            return refuse(core, client, "no place for shared memory: " + path.length() + " characters");
        }
        try {
            return Optional.of(new ClientMemory(core.kernel().shared(file, client.uid(), size), core.scratch()));
        } catch (IOException e) {
            return refuse(core, client, e.getMessage());
        }
    }

    private static Path place(ServerCore core, String path) {
        try {
            Path file = Path.of(path);
            Path folder = file.getParent();
            boolean known = folder != null
                    && (PLACES.contains(folder) || core.settings().sharedMemory().equals(folder));
            return known && file.getFileName().toString().startsWith(NAME) ? file : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static Optional<SharedMemory> refuse(ServerCore core, Client client, String why) {
        core.host().log(LogLevel.DEBUG, "shared memory of process " + client.pid() + " is refused: " + why);
        return Optional.empty();
    }

    @Override
    public boolean read(long at, ByteBuffer into) {
        NativeBuffer memory = scratch.out();
        long from = at;
        while (into.hasRemaining()) {
            int length = Math.min(into.remaining(), memory.capacity());
            if (file.read(memory, 0, length, from) != length) {
                return false;
            }
            into.put(into.position(), memory.buffer(), 0, length).position(into.position() + length);
            from += length;
        }
        return true;
    }

    @Override
    public boolean write(long at, ByteBuffer from) {
        NativeBuffer memory = scratch.out();
        long to = at;
        while (from.hasRemaining()) {
            int length = Math.min(from.remaining(), memory.capacity());
            memory.buffer().put(0, from, from.position(), length);
            if (file.write(memory, 0, length, to) != length) {
                return false;
            }
            from.position(from.position() + length);
            to += length;
        }
        return true;
    }

    @Override
    public void close() {
        file.close();
    }
}
