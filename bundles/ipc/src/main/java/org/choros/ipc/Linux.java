package org.choros.ipc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.choros.posix.ForeignFile;
import org.choros.posix.PosixException;
import org.choros.posix.SharedFile;
import org.choros.posix.StreamListener;
import org.choros.posix.UnixAddress;
import org.choros.posix.UnixListener;

/** The kernel that we run on. */
final class Linux implements Kernel {
    private final Path sharedMemory;

    /**
     * @param sharedMemory where folders of connections are made
     */
    Linux(Path sharedMemory) {
        this.sharedMemory = sharedMemory;
    }

    @Override
    public StreamListener listen(UnixAddress address, int backlog) throws PosixException {
        return UnixListener.listen(address, backlog);
    }

    @Override
    public Folder folder(String service, int clientPid, int fd) throws IOException {
        return ConnectionFolder.create(sharedMemory, service, clientPid, fd);
    }

    @Override
    public ForeignFile shared(Path file, int uid, long size) throws IOException {
        SharedFile open = SharedFile.openForeign(file, uid, size);
        try {
            // nobody needs the name any more, and it is not to stay when both of us die
            Files.deleteIfExists(file);
        } catch (IOException e) {
            open.close();
            throw e;
        }
        return open;
    }

    @Override
    public int removeStale() {
        return ConnectionFolder.removeStale(sharedMemory);
    }
}
