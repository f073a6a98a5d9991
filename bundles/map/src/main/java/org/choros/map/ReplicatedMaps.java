package org.choros.map;

import org.choros.base.ChorosException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The maps of a node; an OSGi service for each node that the framework has the services of process groups of. Maps end
 * when they are closed, when the service is given back, or goes. For all threads.
 */
@ProviderType
public interface ReplicatedMaps {
    /** Longest name of a map. */
    int NAME_MAX = 64;

    /**
     * Opens a map. Returns when we are on our way into its group: wait for {@link ReplicatedMap#whenReady()}. Opened
     * again it is another replica.
     *
     * @param name 1 to {@value #NAME_MAX} of letters, digits, {@code . _ -}
     * @param policy where it may be written
     * @return the map
     * @throws ChorosException INVALID_PARAM for another name, TRY_AGAIN when the node has taken nobody in for 30 s,
     *             LIBRARY when it is gone
     */
    ReplicatedMap open(String name, QuorumPolicy policy) throws ChorosException;
}
