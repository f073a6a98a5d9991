package org.choros.itests.osgi;

import java.util.Hashtable;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.condition.Condition;

/** A component that works while its node is quorate; the test packs it into a bundle of its own. */
public final class QuorateWorker {
    /** What it is registered as while it works. */
    public static final String WORKS = "choros.test.works";

    private Condition quorate;
    private ServiceRegistration<Runnable> works;

    void activate(BundleContext context) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(WORKS, quorate != null);
        works = context.registerService(Runnable.class, () -> {
            // being there is all it does
        }, properties);
    }

    void deactivate() {
        works.unregister();
    }
}
