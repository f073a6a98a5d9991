package org.choros.engine.cmap;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.OnRingThread;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;
import org.osgi.service.component.annotations.Component;

/** Makes cmap engines, service 0. */
@OnRingThread
@Component(property = ServiceEngineFactory.PROPERTY + ":Integer=0")
public final class CmapFactory implements ServiceEngineFactory {
    private static final EngineDescription DESCRIPTION = new EngineDescription(0, "cmap",
            "corosync configuration map access", "cmap", 1, true, true);

    @Override
    public EngineDescription description() {
        return DESCRIPTION;
    }

    @Override
    public ServiceEngine create(EngineContext context) {
        return new CmapEngine(context);
    }
}
