package org.choros.engine.cfg;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.OnRingThread;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;
import org.osgi.service.component.annotations.Component;

/** Makes cfg engines, service 1. */
@OnRingThread
@Component(property = ServiceEngineFactory.PROPERTY + ":Integer=1")
public final class CfgFactory implements ServiceEngineFactory {
    private static final int DIALECT_2 = 2;
    private static final int DIALECT_3 = 3;
    private static final int FUNCTIONS_2 = 4;
    private static final int FUNCTIONS_3 = 5;

    @Override
    public EngineDescription description() {
        return description(DIALECT_3);
    }

    @Override
    public EngineDescription description(int dialect) {
        return new EngineDescription(1, "cfg", "corosync configuration service", "cfg",
                dialect == DIALECT_2 ? FUNCTIONS_2 : FUNCTIONS_3, false, true);
    }

    @Override
    public ServiceEngine create(EngineContext context) {
        return new CfgEngine(context);
    }
}
