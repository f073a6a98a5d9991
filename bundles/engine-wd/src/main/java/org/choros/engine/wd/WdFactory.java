package org.choros.engine.wd;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.OnRingThread;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;
import org.osgi.service.component.annotations.Component;

/** Makes wd engines, service 7. */
@OnRingThread
@Component(property = ServiceEngineFactory.PROPERTY + ":Integer=7")
public final class WdFactory implements ServiceEngineFactory {
    private static final EngineDescription DESCRIPTION = new EngineDescription(7, "wd", "corosync watchdog service",
            null, 0, false, false);

    @Override
    public EngineDescription description() {
        return DESCRIPTION;
    }

    @Override
    public ServiceEngine create(EngineContext context) {
        return new WdEngine(context);
    }
}
