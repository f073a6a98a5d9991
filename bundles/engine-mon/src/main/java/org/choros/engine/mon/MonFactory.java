package org.choros.engine.mon;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.OnRingThread;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;
import org.osgi.service.component.annotations.Component;

/** Makes mon engines, service 6. */
@OnRingThread
@Component(property = ServiceEngineFactory.PROPERTY + ":Integer=6")
public final class MonFactory implements ServiceEngineFactory {
    private static final EngineDescription DESCRIPTION = new EngineDescription(6, "mon",
            "corosync resource monitoring service", null, 0, false, false);

    @Override
    public EngineDescription description() {
        return DESCRIPTION;
    }

    @Override
    public ServiceEngine create(EngineContext context) {
        return new MonEngine(context);
    }
}
