package org.choros.spi.engine;

import org.choros.spi.cmap.IcMap;
import org.osgi.annotation.versioning.ConsumerType;

/** Makes service engines of one kind; published as an OSGi service. */
@ConsumerType
public interface ServiceEngineFactory {
    /** Service property: the service id (Integer). */
    String PROPERTY = "choros.engine.id";

    /** @return who it is; the same for every engine it makes */
    EngineDescription description();

    /**
     * Who it is in one dialect; quorum, for example, synchronises in 3.1 only.
     *
     * @param dialect 2 or 3
     * @return the description to load, announce and synchronise by
     */
    default EngineDescription description(int dialect) {
        return description();
    }

    /**
     * Whether a configuration asks for this engine: votequorum is loaded only when it is the quorum provider.
     *
     * @param map the node's map, configuration read
     * @return false to leave it out
     */
    default boolean wanted(IcMap map) {
        return true;
    }

    /**
     * Makes an engine for one node.
     *
     * @param context the node
     * @return the engine, not yet started
     */
    ServiceEngine create(EngineContext context);
}
