package org.choros.itests.osgi;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Hashtable;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.choros.availability.Availability;
import org.choros.availability.AvailabilityStatus;
import org.choros.availability.GroupDeclaration;
import org.choros.availability.GroupDefinition;
import org.choros.availability.GroupState;
import org.choros.availability.ManagedComponent;
import org.choros.availability.Target;
import org.choros.availability.WorkloadState;
import org.choros.base.ChorosException;
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
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;

/** A service of the framework that two of its nodes keep available: its roles, that it goes, and that it comes back. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public final class AvailabilityIT {
    private static final int LIMIT_S = 60;
    private static final String SECTION = """
            availability {
                group {
                    name: index
                    nodes: 1 2
                    restart_delay: 50
                    component {
                        type: osgi
                        bean: index
                        check: bean
                    }
                    workload {
                        name: all
                        attributes {
                            folder: /data
                        }
                    }
                }
                group {
                    name: report
                    model: none
                    nodes: 2
                    restart_delay: 50
                    component {
                        type: osgi
                        bundle: kept.report
                    }
                }
            }
            """;

    private BundleContext context;
    private GuestPair pair;

    /** Writes down what it is told. */
    private static final class Index implements ManagedComponent {
        private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();

        @Override
        public void activate(String workload, SortedMap<String, String> attributes) {
            told.add("activate " + workload + ' ' + attributes);
        }

        @Override
        public void standby(String workload, SortedMap<String, String> attributes) {
            told.add("standby " + workload);
        }

        @Override
        public void quiesce(String workload) {
            told.add("quiesce " + workload);
        }

        String next() throws InterruptedException {
            return String.valueOf(told.poll(LIMIT_S, TimeUnit.SECONDS));
        }

        void await(String text) throws InterruptedException {
            assertEquals(text, next());
        }
    }

    /** @return the framework with the bundles of the distribution, the optional ones and those of a client */
    @Configuration
    public Option[] framework() throws IOException {
        return LocalFramework.options();
    }

    /** @throws Exception when the container refuses */
    @Test
    public void servicesAreKeptAvailable() throws Exception {
        // outside of the container, where Pax Exam looks at this class, too, there is none
        context = FrameworkUtil.getBundle(AvailabilityIT.class).getBundleContext();
        Container container = new Container(context);
        container.assertBundlesUp();
        pair = new GuestPair("", SECTION);
        Bundle report = ConsumerBundle.empty(context, "kept.report");
        report.stop();
        Index first = new Index();
        ServiceRegistration<ManagedComponent> registered = register(first, "index");
        Nodes nodes = new Nodes();
        Index second = new Index();
        try {
            nodes.await();
            // of two nodes, which do not wait for each other
            assertEquals(Set.of("activate index/all {folder=/data}", "standby index/all"),
                    Set.of(first.next(), first.next()));
            Await.equal("it is active", "index/192.0.2.1", this::active);
            bundleIsKeptAvailable(report);
            context.getService(references(2).iterator().next()).lock(Target.node("1"));
            first.await("quiesce index/all");
            first.await("activate index/all {folder=/data}");
            Await.equal("it has moved", "index/192.0.2.2", this::active);
            // it fails, and the next one takes over in its place
            registered.unregister();
            registered = register(second, "index");
            second.await("activate index/all {folder=/data}");
            Await.equal("it is active again", "index/192.0.2.2", this::active);
            assertEquals(0, first.told.size());
        } finally {
            nodes.end();
        }
        second.await("quiesce index/all");
        pair.awaitGone();
        Await.equal("the bundle ends with its node", Bundle.RESOLVED, report::getState);
        report.uninstall();
        Await.equal("no availability", 0, () -> references(1).size() + references(2).size());
        registered.unregister();
        container.assertBundlesUp();
        pair.forget();
    }

    /** Somebody stops it, and an operator does not want it any more. */
    private void bundleIsKeptAvailable(Bundle report) throws Exception {
        Await.equal("the bundle runs", Bundle.ACTIVE, report::getState);
        report.stop();
        Await.equal("the bundle runs again", Bundle.ACTIVE, report::getState);
        Availability availability = context.getService(references(2).iterator().next());
        availability.lock(Target.group("report"));
        Await.equal("the bundle is stopped", Bundle.RESOLVED, report::getState);
        availability.unlock(Target.group("report"));
        Await.equal("the bundle is started", Bundle.ACTIVE, report::getState);
    }

    /**
     * Nodes that have no group get one with a bundle, and lose it with it; and so with services, which stop what they
     * have declared.
     *
     * @throws Exception when the container refuses
     */
    @Test
    public void bundlesDeclareGroups() throws Exception {
        context = FrameworkUtil.getBundle(AvailabilityIT.class).getBundleContext();
        pair = new GuestPair("", "availability {\n    declare: yes\n}\n");
        Nodes nodes = new Nodes();
        try {
            nodes.await();
            Bundle bundle = ConsumerBundle.declarer(context, "test.declarer");
            Await.equal("its group is there", "declared by bundles of 192.0.2.1 (1), 192.0.2.2 (2)", this::origin);
            Await.equal("it is active", 1, () -> context
                    .getServiceReferences(Runnable.class, "(" + DeclaredIndex.ACTIVE + "=index/index)").size());
            Await.until("it is seen", () -> status().workload("index/index").flatMap(WorkloadState::active).isPresent()
                    ? null
                    : status().toString());
            bundle.uninstall();
            Await.equal("no group", "none", this::origin);

            // another name: nodes may still be trying to have the first one up
            Index index = new Index();
            ServiceRegistration<ManagedComponent> registered = register(index, "other");
            try {
                ServiceRegistration<GroupDeclaration> declared = context.registerService(GroupDeclaration.class,
                        () -> GroupDefinition.named("other").key("model", "none").key("nodes", "2")
                                .section("component", c -> c.key("type", "osgi").key("bean", "other"))
                                .section("workload", w -> w.key("name", "all")).build(),
                        null);
                try {
                    index.await("activate other/all {}");
                } finally {
                    declared.unregister();
                }
                index.await("quiesce other/all");
                Await.equal("no group any more", List.of(), () -> status().groups());
            } finally {
                registered.unregister();
            }
        } finally {
            nodes.end();
        }
        pair.awaitGone();
        new Container(context).assertBundlesUp();
        pair.forget();
    }

    /** Where the group index comes from, as the first node says it. */
    private String origin() throws ChorosException, InvalidSyntaxException {
        return status().groups().stream().filter(g -> g.name().equals("index")).map(GroupState::origin).findFirst()
                .orElse("none");
    }

    private AvailabilityStatus status() throws ChorosException, InvalidSyntaxException {
        return context.getService(references(1).iterator().next()).status();
    }

    /** The two nodes, which keep something available. */
    private final class Nodes {
        private final List<org.osgi.service.cm.Configuration> configurations = new ArrayList<>();

        Nodes() throws IOException {
            ConfigurationAdmin admin = context.getService(context.getServiceReference(ConfigurationAdmin.class));
            for (int id = 1; id <= 2; id++) {
                var configuration = admin.getFactoryConfiguration("org.choros.node", "kept" + id, "?");
                configuration.update(new Hashtable<>(pair.properties(id)));
                configurations.add(configuration);
            }
        }

        void await() {
            for (int id = 1; id <= 2; id++) {
                int node = id;
                Await.equal("availability of node " + id, 1, () -> references(node).size());
            }
        }

        void end() throws IOException {
            for (var configuration : configurations) {
                configuration.delete();
            }
        }
    }

    private ServiceRegistration<ManagedComponent> register(Index index, String name) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(ManagedComponent.NAME, name);
        return context.registerService(ManagedComponent.class, index, properties);
    }

    private String active() throws ChorosException, InvalidSyntaxException {
        return status().workload("index/all").flatMap(WorkloadState::active).map(a -> a.unit()).orElse("");
    }

    private Collection<ServiceReference<Availability>> references(int node) throws InvalidSyntaxException {
        return context.getServiceReferences(Availability.class, "(org.choros.node=" + pair.instance(node) + ")");
    }
}
