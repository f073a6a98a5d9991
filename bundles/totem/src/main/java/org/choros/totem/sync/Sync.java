package org.choros.totem.sync;

import java.nio.ByteBuffer;

import org.choros.totem.ring.RingConfiguration;
import org.choros.wire.totem.Dialect;

/**
 * Lets the services exchange their state after every regular configuration, one after the other, with a barrier of all
 * members after each. Pure; for one thread.
 */
public final class Sync {
    private final Dialect dialect;
    private final SyncOutput out;

    /**
     * @param dialect the dialect
     * @param out who does what it wants
     */
    public Sync(Dialect dialect, SyncOutput out) {
        this.dialect = dialect;
        this.out = out;
    }

    /**
     * Adds a service; it takes part from the next synchronisation on.
     *
     * @param service the service
     */
    public void add(SyncService service) {
        throw new UnsupportedOperationException();
    }

    /**
     * Removes a service at once: in a running synchronisation its turns are kept, but do nothing.
     *
     * @param id the service id
     */
    public void remove(int id) {
        throw new UnsupportedOperationException();
    }

    /**
     * The configuration changed; either kind aborts what runs, a regular one begins anew.
     *
     * @param configuration the configuration
     * @param nowNs the time
     */
    public void onConfiguration(RingConfiguration configuration, long nowNs) {
        throw new UnsupportedOperationException();
    }

    /**
     * A message of group "sync".
     *
     * @param sender its originator's node id
     * @param message the message
     * @param nowNs the time
     */
    public void onMessage(int sender, ByteBuffer message, long nowNs) {
        throw new UnsupportedOperationException();
    }

    /**
     * A token has gone round; to be called from {@code RingOutput.tokenSent}.
     *
     * @param nowNs the time
     */
    public void onToken(long nowNs) {
        throw new UnsupportedOperationException();
    }

    /** @return whether a synchronisation is running */
    public boolean running() {
        throw new UnsupportedOperationException();
    }
}
