package org.choros.itests.osgi;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.choros.configadmin.ConfigReplication;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.ConfigurationAdmin;

/** Two nodes in one framework, over the transport that the distribution has beside its own. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public final class LocalIT {
    private static final String TRANSPORT = "org.choros.transport.local";
    /** They need what is not here: the launcher of the daemon, Bouncy Castle, an EventAdmin, a configuration. */
    private static final Set<String> GUESTS = Set.of("org.choros.node.StandaloneComponent", "org.choros.crypto.bc",
            "org.choros.crypto.BouncyCastleSwitch", "org.choros.local.EventAdminTeller",
            "org.choros.configadmin.service.ReplicationComponent");

    /** @return the framework with the bundles of the distribution, the optional ones and those of a client */
    @Configuration
    public Option[] framework() throws IOException {
        return LocalFramework.options();
    }

    /** @throws Exception when the container refuses */
    @Test
    public void twoNodesFormARingThatOutlivesItsTransport() throws Exception {
        BundleContext context = FrameworkUtil.getBundle(LocalIT.class).getBundleContext();
        Container container = new Container(context);
        container.assertBundlesUp();
        ConfigurationAdmin admin = context.getService(context.getServiceReference(ConfigurationAdmin.class));
        GuestPair pair = new GuestPair();
        List<org.osgi.service.cm.Configuration> configurations = new ArrayList<>();
        for (int id = 1; id <= 2; id++) {
            var configuration = admin.getFactoryConfiguration("org.choros.node", "n" + id, "?");
            configuration.update(new Hashtable<>(pair.properties(id)));
            configurations.add(configuration);
        }
        container.assertComponentsSatisfied(GUESTS);
        pair.awaitMember(1, 2, "joined");
        pair.awaitMember(2, 1, "joined");

        // what is configured here is in the map of all nodes
        var replication = admin.getFactoryConfiguration("org.choros.configadmin", "it", "?");
        replication.update(new Hashtable<>(Map.of("include", "it.*", "policy", "any")));
        admin.getConfiguration("it.x", "?").update(new Hashtable<>(Map.of("a", "1")));
        admin.getConfiguration("other", "?").update(new Hashtable<>(Map.of("a", "1")));
        Await.equal("the configuration is published", 1L, () -> context
                .getService(context.getServiceReference(ConfigReplication.class)).statistics().published());
        replication.delete();

        // an update in place: both lose their transport, and neither its ring
        long rings = pair.rings(1);
        Bundle transport = Stream.of(context.getBundles()).filter(b -> b.getSymbolicName().equals(TRANSPORT))
                .findFirst().orElseThrow();
        transport.stop();
        for (int id = 1; id <= 2; id++) {
            assertEquals("waiting for transport local", pair.value(id, "runtime.choros.transport.state"));
        }
        transport.start();
        for (int id = 1; id <= 2; id++) {
            pair.awaitValue(id, "runtime.choros.transport.state", "open");
        }

        // that the one leaves is heard over the new transport
        configurations.get(1).delete();
        pair.awaitMember(1, 2, "left");
        assertEquals("only the leave has changed the membership", rings + 1, pair.rings(1));
        configurations.get(0).delete();
        pair.awaitGone();
        container.assertBundlesUp();
        pair.forget();
    }
}
