package org.choros.spi.engine;

import org.osgi.annotation.versioning.ConsumerType;

/** Makes service engines of one kind; published as an OSGi service. */
@ConsumerType
public interface ServiceEngineFactory {
    /** Service property: the service id (Integer). */
    String PROPERTY = "choros.engine.id";

    /** @return who it is; the same for every engine it makes */
    EngineDescription description();

    /**
     * Makes an engine for one node.
     *
     * @param context the node
     * @return the engine, not yet started
     */
    ServiceEngine create(EngineContext context);
}
