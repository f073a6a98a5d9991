package org.choros.itests.osgi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotSame;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleWiring;

/** Bundles of a running node are replaced, and all look at what that does. */
final class HotChecks {
    static final String TRANSPORT = "org.choros.transport.udp";
    static final String CRYPTO = "org.choros.crypto";
    static final String CONFIG = "org.choros.config";

    private static final String STATE = "runtime.choros.transport.state";
    private static final String GAPS = "runtime.choros.packets.gaps";
    private static final String LAST_GAP_US = "runtime.choros.packets.last_gap_us";
    private static final int US_PER_MS = 1_000;

    private final BundleContext context;
    private final Path distribution;
    private final HotCluster cluster;
    private int versions;

    HotChecks(BundleContext context, Path distribution, HotCluster cluster) {
        this.context = context;
        this.distribution = distribution;
        this.cluster = cluster;
    }

    private Bundle bundle(String name) {
        return Stream.of(context.getBundles()).filter(b -> b.getSymbolicName().equals(name)).findFirst().orElseThrow();
    }

    /** Replaces a bundle by a newer version of itself; returns the class loader of the one before. */
    private WeakReference<ClassLoader> update(String name) throws BundleException, IOException {
        Bundle bundle = bundle(name);
        WeakReference<ClassLoader> old = new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
        versions++;
        bundle.update(new ByteArrayInputStream(HotJar.of(distribution, name).version("0.2." + versions)));
        assertEquals(Bundle.ACTIVE, bundle.getState());
        assertNotSame(old.get(), bundle.adapt(BundleWiring.class).getClassLoader());
        return old;
    }

    /** Nothing may hold classes of a bundle that is gone: each update would cost memory for ever. */
    private static void assertCollected(String name, WeakReference<ClassLoader> old) {
        Await.until("the old " + name + " is collected", () -> {
            System.gc();
            return old.refersTo(null) ? null : "something refers to it";
        });
    }

    /** Replaces what packets pass through. */
    void path(String what, String name, HotLoad load) throws Exception {
        long gaps = cluster.number(1, GAPS);
        List<Long> joins = cluster.joins();
        List<Integer> rings = load.rings();
        int views = load.views();
        load.mark();
        WeakReference<ClassLoader> old = update(name);
        Await.equal("it is open" + cluster.logs(), "open", () -> cluster.value(1, STATE));
        load.awaitMore();
        Await.equal("the gap is counted", gaps + 1, () -> cluster.number(1, GAPS));
        assertEquals("members" + cluster.logs(), joins, cluster.joins());
        assertEquals("rings" + cluster.logs(), rings, load.rings());
        assertEquals("views", views, load.views());
        tell(what + " updated under " + load.rate() + " messages/s: gap " + load.longestMs(1) + " ms, of these "
                + cluster.number(1, LAST_GAP_US) / US_PER_MS + " ms without it, 0 lost, 0 changes of membership");
        assertCollected(name, old);
    }

    static void tell(String figure) {
        System.out.println("hot: " + figure);
    }
}
