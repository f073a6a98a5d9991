package org.choros.ipc;

import java.io.IOException;
import java.nio.file.Path;

import org.choros.posix.ForeignFile;
import org.choros.posix.PosixException;
import org.choros.posix.StreamListener;
import org.choros.posix.UnixAddress;
import org.choros.spi.ipc.IpcSettings;

/** What the server wants of the operating system beside its thread: sockets and files. */
interface Kernel {
    /** Opens a set-up socket; its clients' ids are told. */
    StreamListener listen(UnixAddress address, int backlog) throws PosixException;

    /** Makes an empty folder for a connection that only we can enter. Not for the ring thread. */
    Folder folder(String service, int clientPid, int fd) throws IOException;

    /** Opens what a client has made for the two of us, if it is the client's, and removes its name. */
    ForeignFile shared(Path file, int uid, long size) throws IOException;

    /** Removes what servers and clients that are both dead have left; how many folders. Not for the ring thread. */
    int removeStale();

    /** The folder of one connection and what is in it. Not for the ring thread, but for the names. */
    interface Folder {
        /** Fills the folder with what the channel type needs, and at last gives it to the client. */
        Channel open(IpcSettings.Type type, Client client) throws IOException;

        String requestRing();

        String responseRing();

        String eventRing();

        String controlFile();

        String sockets();

        /** Removes the files that we made and the folder; what the client has removed already is no matter. */
        void remove();
    }
}
