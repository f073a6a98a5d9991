package org.choros.engine.amf.run;

import java.util.List;

import org.choros.engine.amf.AmfFactory;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.EngineHome;
import org.choros.spi.engine.OnRingThread;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Makes availability managers, service 17, that run what they manage. */
@OnRingThread
@Component(property = ServiceEngineFactory.PROPERTY + ":Integer=17")
public final class AmfComponent implements ServiceEngineFactory {
    private final AmfFactory factory = new AmfFactory(
            context -> new Runner(context, home(context), this.beans.of(context), this.groups, this.uid));
    private final BoundBeans beans = new BoundBeans();
    private final BoundGroups groups = new BoundGroups();
    private final int uid = ProcessUser.id();

    private static EngineHome home(EngineContext context) {
        return context.ability(EngineHome.class)
                .orElseThrow(() -> new IllegalStateException("this node has no place for processes"));
    }

    // one that comes takes the place of none, and the next one that of one that goes
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindBeans(Beans there) {
        beans.bind(there);
    }

    void unbindBeans(Beans gone) {
        beans.unbind(gone);
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindGroups(BundleGroups there) {
        groups.bind(there);
    }

    void unbindGroups(BundleGroups gone) {
        groups.unbind(gone);
    }

    @Override
    public EngineDescription description() {
        return factory.description();
    }

    @Override
    public boolean wanted(IcMap map) {
        return factory.wanted(map);
    }

    @Override
    public List<String> faults(IcMap map) {
        return factory.faults(map);
    }

    @Override
    public ServiceEngine create(EngineContext context) {
        return factory.create(context);
    }
}
