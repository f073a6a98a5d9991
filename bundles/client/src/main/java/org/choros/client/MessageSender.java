package org.choros.client;

import java.util.concurrent.CompletableFuture;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.cpg.CpgGroup;
import org.osgi.annotation.versioning.ConsumerType;

/** Sends the messages of one group over the channel on which it was joined. For several threads. */
@ConsumerType
public interface MessageSender {
    /**
     * @param message what to send
     * @throws ChorosException as {@link CpgGroup#mcast}
     */
    void mcast(byte[] message) throws ChorosException;

    /**
     * @param message what to send
     * @throws ChorosException as {@link CpgGroup#mcastConfirmed}
     */
    void mcastConfirmed(byte[] message) throws ChorosException;

    /**
     * @param message what to send
     * @return as of {@link CpgGroup#send}
     */
    CompletableFuture<Void> queued(byte[] message);

    /**
     * Nothing is sent any more: we have left, are closed, or the connection is gone. What waits fails.
     *
     * @param why NOT_EXIST, BAD_HANDLE or LIBRARY
     */
    void end(CsError why);
}
