package org.choros.spi.engine;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Keeps the expected-votes barrier of {@code quorum.expected_votes_tracking} across restarts, in corosync's
 * {@code ev_tracking}: an ability of the node.
 */
@ProviderType
public interface ExpectedVotesStore {
    /** @return the stored barrier, 0 when there is none yet; read before the engines start */
    long load();

    /**
     * Stores a barrier. Returns at once; the writing happens outside the ring thread.
     *
     * @param barrier the barrier, unsigned 32 bits
     */
    void store(long barrier);
}
