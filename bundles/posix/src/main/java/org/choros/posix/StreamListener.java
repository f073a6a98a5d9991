package org.choros.posix;

import java.util.Optional;

/** Where clients connect. */
public interface StreamListener extends AutoCloseable {
    /** @return the descriptor; -1 once closed */
    int fd();

    /**
     * Accepts one waiting client, whose socket does not block either.
     *
     * @return the client, or empty when nobody waits
     * @throws PosixException EMFILE or ENFILE when there is no descriptor left
     */
    Optional<? extends StreamSocket> accept() throws PosixException;

    @Override
    void close();
}
