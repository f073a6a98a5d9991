package org.choros.engine.lock;

import org.choros.engine.lock.ipc.LockRequest;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.OnRingThread;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;
import org.osgi.service.component.annotations.Component;

/** Makes lock engines, service 16. */
@OnRingThread
@Component(property = ServiceEngineFactory.PROPERTY + ":Integer=16")
public final class LockFactory implements ServiceEngineFactory {
    /** The service id. */
    static final int ID = 16;

    private static final EngineDescription DESCRIPTION = new EngineDescription(ID, "lock",
            "choros cluster lock service v1", LockRequest.SERVICE, LockMessage.FUNCTIONS, true, false);

    @Override
    public EngineDescription description() {
        return DESCRIPTION;
    }

    @Override
    public ServiceEngine create(EngineContext context) {
        return new LockEngine(context);
    }
}
