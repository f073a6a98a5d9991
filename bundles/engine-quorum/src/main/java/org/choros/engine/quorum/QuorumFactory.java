package org.choros.engine.quorum;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.OnRingThread;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;
import org.osgi.service.component.annotations.Component;

/** Makes quorum engines, service 3. */
@OnRingThread
@Component(property = ServiceEngineFactory.PROPERTY + ":Integer=3")
public final class QuorumFactory implements ServiceEngineFactory {
    private static final int ID = 3;
    private static final int DIALECT_3 = 3;

    @Override
    public EngineDescription description() {
        return description(DIALECT_3);
    }

    @Override
    public EngineDescription description(int dialect) {
        return new EngineDescription(ID, "quorum", "corosync cluster quorum service v0.1", "quorum", 0,
                dialect >= DIALECT_3,
                true);
    }

    @Override
    public ServiceEngine create(EngineContext context) {
        return new QuorumEngine(context);
    }
}
