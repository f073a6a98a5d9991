package org.choros.engine.amf;

import java.util.List;
import java.util.function.Function;

import org.choros.engine.amf.ipc.AmfRequest;
import org.choros.engine.amf.model.ModelException;
import org.choros.engine.amf.model.ModelReader;
import org.choros.engine.amf.supervise.Actuator;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.OnRingThread;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;

/** Makes availability managers, service 17, of nodes whose configuration has something to be kept available. */
@OnRingThread
public final class AmfFactory implements ServiceEngineFactory {
    private static final EngineDescription DESCRIPTION = new EngineDescription(AmfMessage.SERVICE, "availability",
            "choros availability manager v1", AmfRequest.SERVICE, AmfMessage.FUNCTIONS, true, false);

    private final Function<EngineContext, Actuator> actuators;

    /**
     * @param actuators makes what runs a node's commands; one for each engine
     */
    public AmfFactory(Function<EngineContext, Actuator> actuators) {
        this.actuators = actuators;
    }

    @Override
    public EngineDescription description() {
        return DESCRIPTION;
    }

    @Override
    public boolean wanted(IcMap map) {
        return ModelReader.wanted(map);
    }

    @Override
    public List<String> faults(IcMap map) {
        try {
            ModelReader.read(map);
            return List.of();
        } catch (ModelException e) {
            return e.faults();
        }
    }

    @Override
    public ServiceEngine create(EngineContext context) {
        Actuator actuator = actuators.apply(context);
        AmfEngine engine = new AmfEngine(context, actuator);
        actuator.tell(engine.executor(), engine::look);
        return engine;
    }
}
