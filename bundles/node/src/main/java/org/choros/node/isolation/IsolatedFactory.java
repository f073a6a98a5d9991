package org.choros.node.isolation;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;

/**
 * Stands in the service table for the factory of an engine that has already been made and started on its own thread.
 *
 * @param engine the engine
 */
public record IsolatedFactory(IsolatedEngine engine) implements ServiceEngineFactory {
    @Override
    public EngineDescription description() {
        return engine.description();
    }

    @Override
    public ServiceEngine create(EngineContext context) {
        engine.bind(context);
        return engine;
    }
}
