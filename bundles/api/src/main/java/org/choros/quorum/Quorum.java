package org.choros.quorum;

import org.choros.base.ChorosException;
import org.choros.base.Tracking;
import org.osgi.annotation.versioning.ProviderType;

/** Whether this node is in the primary component. For several threads. */
@ProviderType
public interface Quorum extends AutoCloseable {
    /**
     * @return whether we are quorate
     * @throws ChorosException when the node cannot be asked
     */
    boolean quorate() throws ChorosException;

    /** @return whether a provider decides; without one we are always quorate */
    boolean hasProvider();

    /**
     * Hears of the present state, and of all changes after it.
     *
     * @param listener who hears of it; one at a time
     * @return the tracking
     * @throws ChorosException EXIST when there is a listener
     */
    Tracking track(QuorumListener listener) throws ChorosException;

    /** Ends the use and the tracking. */
    @Override
    void close();
}
