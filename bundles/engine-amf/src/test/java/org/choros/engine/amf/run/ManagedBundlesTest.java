package org.choros.engine.amf.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

import org.choros.engine.amf.supervise.Role;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.Version;

/** Bundles that are started and stopped, by several owners, and others that do so, too. */
class ManagedBundlesTest {
    private static final String INDEX = "bundle:index";

    private final List<Fake> bundles = new ArrayList<>();
    private final List<String> gone = new ArrayList<>();
    private final BundleContext context = proxy(BundleContext.class, (p, method, args) -> switch (method.getName()) {
        case "getBundles" -> bundles.stream().map(f -> f.bundle).toArray(Bundle[]::new);
        case "getBundle" -> bundles.stream().filter(f -> f.id == (long) args[0]).findFirst().map(f -> f.bundle)
                .orElse(null);
        default -> throw new UnsupportedOperationException(method.getName());
    });
    private final ManagedBundles managed = new ManagedBundles(context,
            (owner, name, workload) -> gone.add(owner + " " + name + " " + workload));

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type}, handler));
    }

    /** A bundle of a framework. */
    private final class Fake {
        private final long id;
        private final String name;
        private final String version;
        private int state = Bundle.INSTALLED;
        private boolean bad;
        private final Bundle bundle;

        Fake(long id, String name, String version) {
            this.id = id;
            this.name = name;
            this.version = version;
            bundle = proxy(Bundle.class, (p, method, args) -> switch (method.getName()) {
                case "getBundleId" -> this.id;
                case "getSymbolicName" -> this.name;
                case "getVersion" -> Version.parseVersion(this.version);
                case "getState" -> this.state;
                case "start" -> start((int) args[0]);
                case "stop" -> stop((int) args[0]);
                default -> throw new UnsupportedOperationException(method.getName());
            });
            bundles.add(this);
        }

        private Object start(int options) throws BundleException {
            assertEquals(Bundle.START_TRANSIENT | Bundle.START_ACTIVATION_POLICY, options);
            if (bad) {
                throw new BundleException("it does not resolve");
            }
            state = Bundle.ACTIVE;
            return null;
        }

        private Object stop(int options) {
            assertEquals(Bundle.STOP_TRANSIENT, options);
            event(BundleEvent.STOPPED);
            return null;
        }

        void event(int type) {
            state = type == BundleEvent.UNINSTALLED ? Bundle.UNINSTALLED : Bundle.RESOLVED;
            managed.bundleChanged(new BundleEvent(type, bundle));
        }

        boolean runs() {
            return state == Bundle.ACTIVE;
        }
    }

    private void role(String owner, Role role, String workload) throws Exception {
        managed.of(owner, INDEX).role(role, workload, new TreeMap<>());
    }

    @Test
    void runsWhileAWorkloadIsActive() throws Exception {
        Fake old = new Fake(1, "index", "1.0");
        Fake index = new Fake(2, "index", "1.1");
        new Fake(3, "other", "2.0");
        role("one", Role.STANDBY, "g/a");
        assertFalse(index.runs());
        role("one", Role.ACTIVE, "g/a");
        role("two", Role.ACTIVE, "g/a");
        assertTrue(index.runs() && !old.runs());
        assertTrue(managed.of("one", INDEX).healthy("g/a"));
        role("one", Role.NONE, "g/a");
        assertTrue(index.runs());
        role("two", Role.NONE, "g/a");
        assertFalse(index.runs());
        assertFalse(managed.of("one", INDEX).healthy("g/a"));
        assertEquals(List.of(), gone);
    }

    @Test
    void saysWhenOthersStopIt() throws Exception {
        Fake index = new Fake(2, "index", "1.1");
        role("one", Role.ACTIVE, "g/a");
        role("two", Role.ACTIVE, "g/b");
        index.event(BundleEvent.STOPPED);
        assertEquals(List.of("one bundle:index g/a", "two bundle:index g/b"), gone.stream().sorted().toList());
        role("one", Role.ACTIVE, "g/a");
        assertTrue(index.runs());
        index.event(BundleEvent.UNINSTALLED);
        assertEquals(3, gone.size());
        bundles.clear();
        assertTrue(assertThrows(IllegalStateException.class, () -> role("one", Role.ACTIVE, "g/a")).getMessage()
                .contains("there is no bundle index: install it"));
        role("one", Role.NONE, "g/a");
    }

    /** Nothing that is standby runs, even if the framework has started it. */
    @Test
    void stopsWhatOthersHaveStartedAndIsStandby() throws Exception {
        Fake index = new Fake(2, "index", "1.1");
        index.state = Bundle.ACTIVE;
        role("one", Role.STANDBY, "g/a");
        assertFalse(index.runs());
    }

    @Test
    void failsAsItsStartFails() throws Exception {
        Fake index = new Fake(2, "index", "1.1");
        index.bad = true;
        assertEquals("it does not resolve",
                assertThrows(BundleException.class, () -> role("one", Role.ACTIVE, "g/a")).getMessage());
        role("one", Role.NONE, "g/a");
        index.bad = false;
        role("one", Role.ACTIVE, "g/a");
        assertTrue(index.runs());
    }
}
