package org.choros.engine.quorum;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.OnRingThread;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;
import org.osgi.service.component.annotations.Component;

/** Makes votequorum engines, service 5; wanted only where votequorum is the quorum provider. */
@OnRingThread
@Component(property = ServiceEngineFactory.PROPERTY + ":Integer=5")
public final class VotequorumFactory implements ServiceEngineFactory {
    private static final EngineDescription DESCRIPTION = new EngineDescription(5, "votequorum",
            "corosync vote quorum service v1.0", "votequorum", 4, true, false);

    @Override
    public EngineDescription description() {
        return DESCRIPTION;
    }

    @Override
    public boolean wanted(IcMap map) {
        return VotequorumEngine.PROVIDER.equals(map.getString("quorum.provider", null));
    }

    @Override
    public ServiceEngine create(EngineContext context) {
        return new VotequorumEngine(context);
    }
}
