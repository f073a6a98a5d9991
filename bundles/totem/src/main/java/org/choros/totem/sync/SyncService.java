package org.choros.totem.sync;

import org.choros.spi.engine.Membership;

/** One service as the synchronisation sees it; the hooks are those of {@code ServiceEngine}. */
public interface SyncService {
    /** @return the service id */
    int id();

    /**
     * A synchronisation begins.
     *
     * @param change the regular configuration, with the members that come along with us
     * @param nowNs the time
     */
    void init(Membership change, long nowNs);

    /**
     * Exchanges state; called again once a token rotation until done.
     *
     * @param nowNs the time
     * @return whether everything has been sent
     */
    boolean process(long nowNs);

    /**
     * All members have sent their state: take it over.
     *
     * @param nowNs the time
     */
    void activate(long nowNs);

    /** The membership changed again while it was this service's turn to process. */
    void abort();
}
