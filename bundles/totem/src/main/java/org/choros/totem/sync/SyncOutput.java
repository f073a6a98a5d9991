package org.choros.totem.sync;

import java.nio.ByteBuffer;

import org.choros.wire.totem.RingId;

/** What a {@link Sync} wants done. */
public interface SyncOutput {
    /**
     * Send to group "sync".
     *
     * @param message the message, valid during the call
     * @return false when there is no room; it is tried again on a later token
     */
    boolean multicast(ByteBuffer message);

    /** Something waits for the next token ({@code Ring.wake}). */
    void wake();

    /** Our last barrier has been taken by {@link #multicast}: {@code Ring.syncSent} is to be called. */
    void lastBarrierSent();

    /**
     * All services have synchronised: {@code Ring.syncComplete} is to be called, clients are served again.
     *
     * @param ring the ring
     * @param nowNs the time
     */
    void synchronised(RingId ring, long nowNs);
}
