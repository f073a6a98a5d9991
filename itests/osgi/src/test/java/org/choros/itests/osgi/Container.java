package org.choros.itests.osgi;

import static org.junit.Assert.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** What the container says of our bundles and components. */
final class Container {
    private static final String OURS = "org.choros.";

    private final BundleContext context;

    Container(BundleContext context) {
        this.context = context;
    }

    /** Fails with the name of each bundle that is not up, and what the framework says when it is told to start it. */
    void assertBundlesUp() {
        try {
            Await.until("all bundles are up", () -> down().isEmpty() ? null : down().toString());
        } catch (AssertionError e) {
            // only now: a start in between would hide that nobody else had started it
            for (Bundle bundle : down()) {
                try {
                    bundle.start();
                } catch (BundleException reason) {
                    e.addSuppressed(reason);
                }
            }
            throw e;
        }
    }

    private List<Bundle> down() {
        List<Bundle> down = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            boolean fragment = (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
            if (bundle.getState() != (fragment ? Bundle.RESOLVED : Bundle.ACTIVE)) {
                down.add(bundle);
            }
        }
        return down;
    }

    /** Fails with the names of our bundles when they are not these. */
    void assertOurBundles(Set<String> wanted) {
        Set<String> actual = new TreeSet<>();
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getSymbolicName().startsWith(OURS)) {
                actual.add(bundle.getSymbolicName());
            }
        }
        assertEquals(new TreeSet<>(wanted), actual);
    }

    /**
     * Fails with the component and the reference or configuration that it lacks.
     *
     * @param guests components that stay away here
     */
    void assertComponentsSatisfied(Set<String> guests) {
        Await.until("all components are satisfied", () -> {
            List<String> lacking = lacking(guests);
            return lacking.isEmpty() ? null : lacking.toString();
        });
    }

    private List<String> lacking(Set<String> guests) {
        ServiceReference<ServiceComponentRuntime> reference = context
                .getServiceReference(ServiceComponentRuntime.class);
        ServiceComponentRuntime runtime = context.getService(reference);
        List<String> lacking = new ArrayList<>();
        int seen = 0;
        for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs()) {
            if (!component.bundle.symbolicName.startsWith(OURS) || guests.contains(component.name)) {
                continue;
            }
            seen++;
            if (!runtime.isComponentEnabled(component)) {
                lacking.add(component.name + " is disabled");
            }
            if (runtime.getComponentConfigurationDTOs(component).isEmpty()) {
                lacking.add(component.name + " has no configuration " + List.of(component.configurationPid));
            }
            for (ComponentConfigurationDTO configuration : runtime.getComponentConfigurationDTOs(component)) {
                lacking.addAll(lacking(configuration));
            }
        }
        if (seen == 0) {
            lacking.add("there is no component of " + OURS + "*");
        }
        context.ungetService(reference);
        return lacking;
    }

    private static List<String> lacking(ComponentConfigurationDTO configuration) {
        List<String> lacking = new ArrayList<>();
        for (UnsatisfiedReferenceDTO missing : configuration.unsatisfiedReferences) {
            lacking.add(configuration.description.name + " lacks its reference " + missing.name + " "
                    + (missing.target == null ? "" : missing.target));
        }
        if (configuration.state == ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION) {
            lacking.add(configuration.description.name + " lacks its configuration");
        }
        if (configuration.failure != null) {
            lacking.add(configuration.description.name + " failed: " + configuration.failure);
        }
        return lacking;
    }
}
