package org.choros.spi.engine;

import org.osgi.annotation.versioning.ConsumerType;

/** Is told of the quorum provider's decisions. */
@ConsumerType
@FunctionalInterface
public interface QuorumListener {
    /**
     * @param state the decision
     * @param nowNs the time
     */
    void onQuorum(QuorumState state, long nowNs);
}
