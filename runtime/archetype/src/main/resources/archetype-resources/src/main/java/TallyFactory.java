package ${package};

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;
import org.osgi.service.component.annotations.Component;

import ${package}.client.TallyProtocol;

/** Makes an engine for each node that finds this service. */
@Component(property = ServiceEngineFactory.PROPERTY + ":Integer=" + TallyFactory.ID)
public final class TallyFactory implements ServiceEngineFactory {
    /** The service id: the engine's name in messages, the same in the whole cluster. */
    static final int ID = ${serviceId};

    private static final EngineDescription DESCRIPTION = new EngineDescription(ID, "${serviceName}",
            "${serviceName} service", TallyProtocol.IPC_NAME, TallyEngine.FUNCTIONS, true, true);

    @Override
    public EngineDescription description() {
        return DESCRIPTION;
    }

    @Override
    public ServiceEngine create(EngineContext context) {
        return new TallyEngine(context);
    }
}
