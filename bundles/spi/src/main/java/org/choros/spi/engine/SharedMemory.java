package org.choros.spi.engine;

import java.nio.ByteBuffer;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Memory that a client has made and shares with the node, which reads and writes it by copies: the client may change or
 * cut it at any time. For the ring thread only.
 */
@ProviderType
public interface SharedMemory extends AutoCloseable {
    /**
     * @param at where to begin, in bytes
     * @param into filled from position to limit
     * @return false when there is not so much
     */
    boolean read(long at, ByteBuffer into);

    /**
     * @param at where to begin, in bytes
     * @param from what to write, position to limit
     * @return false when it could not be written
     */
    boolean write(long at, ByteBuffer from);

    /** Gives it back; nothing can be read or written any more. */
    @Override
    void close();
}
