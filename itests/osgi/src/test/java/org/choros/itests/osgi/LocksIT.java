package org.choros.itests.osgi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Hashtable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.choros.lock.ClusterLock;
import org.choros.lock.ElectionListener;
import org.choros.lock.LeaderElection;
import org.choros.lock.LockHolder;
import org.choros.lock.LockOptions;
import org.choros.lock.Locks;
import org.choros.lock.LossReason;
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
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;

/** Bundles on two nodes of one framework that hold locks and stand for elections, and are stopped. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public final class LocksIT {
    private static final String ENGINE = "org.choros.engine.lock";
    private static final int LIMIT_S = 60;

    private final List<Bundle> bundles = new ArrayList<>();
    private BundleContext context;
    private GuestPair pair;

    /** What a candidate was told. */
    private static final class Ear implements ElectionListener {
        private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();

        @Override
        public void elected(long token) {
            told.add("elected");
        }

        @Override
        public void notElected(LossReason reason) {
            told.add("not elected");
        }

        @Override
        public void leader(LockHolder leader) {
            if (leader.held()) {
                told.add("leader " + leader.data());
            }
        }

        void await(String text) throws InterruptedException {
            String next = told.poll(LIMIT_S, TimeUnit.SECONDS);
            while (next != null && !next.equals(text)) {
                next = told.poll(LIMIT_S, TimeUnit.SECONDS);
            }
            assertEquals(text, next);
        }
    }

    /** @return the framework with the bundles of the distribution, the optional ones and those of a client */
    @Configuration
    public Option[] framework() throws IOException {
        return LocalFramework.options();
    }

    /** @throws Exception when the container refuses */
    @Test
    public void locksGoWithTheirBundles() throws Exception {
        // outside of the container, where Pax Exam looks at this class, too, there is none
        context = FrameworkUtil.getBundle(LocksIT.class).getBundleContext();
        Container container = new Container(context);
        container.assertBundlesUp();
        ConfigurationAdmin admin = context.getService(context.getServiceReference(ConfigurationAdmin.class));
        pair = new GuestPair("", "choros {\n    lock_lease: 5000\n}\n");
        List<org.osgi.service.cm.Configuration> configurations = new ArrayList<>();
        for (int id = 1; id <= 2; id++) {
            var configuration = admin.getFactoryConfiguration("org.choros.node", "locks" + id, "?");
            configuration.update(new Hashtable<>(pair.properties(id)));
            configurations.add(configuration);
        }
        try {
            for (int id = 1; id <= 2; id++) {
                int node = id;
                Await.equal("locks of node " + id, 1, () -> references(node).size());
            }
            assertEquals(1L, references(1).iterator().next().getProperty("org.choros.nodeid"));
            assertEquals("pair", references(1).iterator().next().getProperty("org.choros.cluster"));
            aStoppedBundleHoldsNothing();
            leadersAreElected();
            theEngineIsReplaced();
        } finally {
            for (Bundle bundle : bundles) {
                bundle.uninstall();
            }
            for (var configuration : configurations) {
                configuration.delete();
            }
        }
        pair.awaitGone();
        Await.equal("no locks", 0, () -> references(1).size() + references(2).size());
        container.assertBundlesUp();
        pair.forget();
    }

    private void aStoppedBundleHoldsNothing() throws Exception {
        Bundle here = consumer("here");
        Locks there = locks(consumer("there"), 2);
        ClusterLock lock = locks(here, 1).acquire("resource");
        CompletableFuture<ClusterLock> waits = there.acquireAsync("resource", LockOptions.EXCLUSIVE);
        Await.equal("both are known", 2, () -> there.query("resource").size());
        assertFalse(waits.isDone());
        here.stop();
        ClusterLock next = waits.get(LIMIT_S, TimeUnit.SECONDS);
        assertTrue(Long.compareUnsigned(next.token(), lock.token()) > 0);
        assertEquals(ClusterLock.State.CLOSED, lock.state());
        assertTrue(next.check().holds());
        next.close();
    }

    private void leadersAreElected() throws Exception {
        Bundle first = consumer("first");
        Bundle second = consumer("second");
        Ear firstEar = new Ear();
        Ear secondEar = new Ear();
        LeaderElection leads = locks(first, 1).join("head", "one", firstEar);
        firstEar.await("elected");
        LeaderElection waits = locks(second, 2).join("head", "two", secondEar);
        secondEar.await("leader one");
        assertTrue(leads.leads() && leads.check().holds());
        assertFalse(waits.leads());
        // what a bundle gives back ends as when it is stopped
        first.getBundleContext().ungetService(references(1).iterator().next());
        secondEar.await("elected");
        assertTrue(waits.leads() && waits.check().holds());
        waits.close();
    }

    /** The services go with the engine, and come with the next one; what was held is lost, and said to be. */
    private void theEngineIsReplaced() throws Exception {
        Bundle holder = consumer("holder");
        ClusterLock lock = locks(holder, 1).acquire("kept");
        Bundle engine = Stream.of(context.getBundles()).filter(b -> b.getSymbolicName().equals(ENGINE)).findFirst()
                .orElseThrow();
        engine.stop();
        Await.equal("no locks without it", 0, () -> references(1).size() + references(2).size());
        // the service was taken back from the bundle, or the connection ended, whatever came first
        Await.equal("it is not held", true, () -> lock.state() != ClusterLock.State.HELD);
        engine.start();
        for (int id = 1; id <= 2; id++) {
            int node = id;
            Await.equal("locks of node " + id, 1, () -> references(node).size());
        }
        ClusterLock again = locks(holder, 2).acquire("kept");
        assertTrue(Long.compareUnsigned(again.token(), lock.token()) > 0);
    }

    private Bundle consumer(String name) throws Exception {
        Bundle bundle = ConsumerBundle.empty(context, "choros.test.locks." + name, "org.choros.lock,org.choros.base");
        bundles.add(bundle);
        return bundle;
    }

    private Locks locks(Bundle bundle, int node) throws InvalidSyntaxException {
        return bundle.getBundleContext().getService(references(node).iterator().next());
    }

    private Collection<ServiceReference<Locks>> references(int node) throws InvalidSyntaxException {
        return context.getServiceReferences(Locks.class, "(org.choros.node=" + pair.instance(node) + ")");
    }
}
