package org.choros.spi.ipc;

import java.nio.file.Path;

/**
 * How to serve clients.
 *
 * @param instance the instance name that separates several nodes on one host, empty for the standard names
 * @param type the channel type
 * @param sharedMemory where the per-connection folders are made, normally /dev/shm
 * @param forceFileSockets whether the set-up sockets are files in {@code socketDirectory} instead of abstract names
 * @param socketDirectory folder of socket files
 * @param maxConnections more clients than this are refused (EMFILE)
 */
public record IpcSettings(String instance, Type type, Path sharedMemory, boolean forceFileSockets,
        Path socketDirectory, int maxConnections) {
    /** Channel types of libqb. */
    public enum Type {
        /** Datagram sockets (type 0). */
        SOCKET,
        /** Shared memory rings (type 1). */
        SHARED_MEMORY
    }
}
