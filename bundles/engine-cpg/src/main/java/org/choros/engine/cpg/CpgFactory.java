package org.choros.engine.cpg;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.OnRingThread;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;
import org.osgi.service.component.annotations.Component;

/** Makes cpg engines, service 2. */
@OnRingThread
@Component(property = ServiceEngineFactory.PROPERTY + ":Integer=2")
public final class CpgFactory implements ServiceEngineFactory {
    private static final int FUNCTIONS = 7;

    @Override
    public EngineDescription description() {
        return new EngineDescription(2, "cpg", "corosync cluster closed process group service v1.01", "cpg", FUNCTIONS,
                true, true);
    }

    @Override
    public ServiceEngine create(EngineContext context) {
        return new CpgEngine(context);
    }
}
