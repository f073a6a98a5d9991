package org.choros.itests.osgi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.choros.base.ChorosException;
import org.choros.cfg.Cfg;
import org.choros.cmap.CMap;
import org.choros.cpg.Cpg;
import org.choros.cpg.CpgGroup;
import org.choros.cpg.CpgListener;
import org.choros.cpg.CpgMember;
import org.choros.cpg.CpgMessage;
import org.choros.cpg.CpgReason;
import org.choros.cpg.CpgView;
import org.choros.quorum.Quorum;
import org.choros.quorum.VoteQuorum;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.condition.Condition;

/** What bundles get from two nodes in their own framework: services, conditions, groups. */
final class ServicesCheck {
    private static final List<Class<?>> SERVICES = List.of(Cpg.class, CMap.class, Cfg.class, Quorum.class,
            VoteQuorum.class);
    private static final int LIMIT_S = 60;

    /** Makes nodes come and go. */
    interface Switch {
        void start(GuestNode node) throws Exception;

        void stop(GuestNode node) throws Exception;
    }

    /** Hears a group, and is stuck in its first message as long as it is told to be. */
    private static final class Ear implements CpgListener {
        private final List<CpgMessage> messages = new CopyOnWriteArrayList<>();
        private final List<CpgView> views = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Void> lost = new CompletableFuture<>();
        private final CompletableFuture<Void> goOn;

        Ear(CompletableFuture<Void> goOn) {
            this.goOn = goOn;
        }

        @Override
        public void delivered(CpgMessage message) {
            goOn.join();
            messages.add(message);
        }

        @Override
        public void changed(CpgView view) {
            views.add(view);
        }

        @Override
        public void lost() {
            lost.complete(null);
        }

        List<CpgMember> members() {
            return views.isEmpty() ? List.of() : views.get(views.size() - 1).members();
        }

        CpgReason lastReason() {
            return views.get(views.size() - 1).left().get(0).reason();
        }
    }

    private final BundleContext context;
    private final GuestNode one;
    private final GuestNode two;
    private final Switch nodes;
    private final ShellCheck shell;
    private final List<Bundle> bundles = new ArrayList<>();

    ServicesCheck(BundleContext context, List<GuestNode> pair, ShellCheck shell, Switch nodes) {
        this.context = context;
        this.one = pair.get(0);
        this.two = pair.get(1);
        this.shell = shell;
        this.nodes = nodes;
    }

    void run() throws Exception {
        try {
            check();
        } finally {
            nodes.stop(one);
            nodes.stop(two);
            for (Bundle bundle : bundles) {
                bundle.uninstall();
            }
        }
        for (GuestNode node : List.of(one, two)) {
            Await.equal("nothing of " + node.instance(), 0, () -> services(node) + conditions(node).size());
            node.awaitGone();
            node.forget();
        }
    }

    private void check() throws Exception {
        nodes.start(one);
        Await.equal("services of the first node", SERVICES.size(), () -> services(one));
        Await.equal("its ring", List.of("choros.ring"), () -> conditions(one));
        ServiceReference<Cpg> reference = reference(Cpg.class, one);
        assertEquals(1L, reference.getProperty("org.choros.nodeid"));
        assertEquals("guests", reference.getProperty("org.choros.cluster"));
        assertEquals("prototype", reference.getProperty("service.scope"));
        bundles.add(ConsumerBundle.worker(context, "choros.test.worker", one.instance()));
        assertEquals("not quorate, so nobody works", 0, workers());
        shell.alone(one);

        nodes.start(two);
        Await.equal("services of the second node", SERVICES.size(), () -> services(two));
        for (GuestNode node : List.of(one, two)) {
            Await.equal("quorate", List.of("choros.quorate", "choros.ring"), () -> conditions(node));
        }
        Await.equal("a worker", 1, this::workers);
        groups();
        shell.pair(one, two);

        nodes.stop(two);
        Await.equal("no services of the second node", 0, () -> services(two));
        Await.equal("no quorum", List.of("choros.ring"), () -> conditions(one));
        Await.equal("no worker", 0, this::workers);
    }

    private void groups() throws Exception {
        CompletableFuture<Void> go = CompletableFuture.completedFuture(null);
        CompletableFuture<Void> stuck = new CompletableFuture<>();
        Bundle here = consumer("here");
        Bundle there = consumer("there");
        Bundle slow = consumer("slow");
        Ear hereEar = new Ear(go);
        Ear thereEar = new Ear(go);
        Ear slowEar = new Ear(stuck);
        Cpg cpg = cpg(here, one);
        CpgGroup sender = cpg.join("bundles", hereEar);
        CpgGroup other = cpg(there, two).join("bundles", thereEar);
        Await.equal("both are in", 2, () -> hereEar.members().size());
        assertNotEquals(cpg, cpg(there, one));
        assertTrue(sender.self().pid() >= 0x4000_0000 && other.self().pid() >= 0x4000_0000);
        sender.send(new byte[]{1}).get(LIMIT_S, TimeUnit.SECONDS);
        Await.equal("delivered on both nodes", 2, () -> hereEar.messages.size() + thereEar.messages.size());
        assertEquals(sender.self(), thereEar.messages.get(0).sender());

        cpg(slow, one).join("bundles", slowEar);
        Await.equal("all three are in", 3, () -> hereEar.members().size());
        try {
            // past what is kept for one that does not take its events
            byte[] large = new byte[500_000];
            for (int sent = 0; hereEar.members().size() == 3; sent++) {
                assertTrue("32 MiB is the bound", sent < 500);
                sender.send(large).get(LIMIT_S, TimeUnit.SECONDS);
            }
            assertEquals(CpgReason.PROCESS_DOWN, hereEar.lastReason());
        } finally {
            stuck.complete(null);
        }
        slowEar.lost.get(LIMIT_S, TimeUnit.SECONDS);

        there.stop();
        Await.equal("the stopped bundle has left", List.of(sender.self()), hereEar::members);
        assertEquals(CpgReason.PROCESS_DOWN, hereEar.lastReason());
        here.getBundleContext().ungetService(reference(Cpg.class, one));
        Await.equal("what was given back has left", List.of(), () -> members(slow));
    }

    private List<CpgMember> members(Bundle asks) throws ChorosException, InvalidSyntaxException {
        // a handle of its own: that of the bundle was disconnected
        var objects = asks.getBundleContext().getServiceObjects(reference(Cpg.class, one));
        Cpg fresh = objects.getService();
        try {
            return fresh.members("bundles");
        } finally {
            objects.ungetService(fresh);
        }
    }

    private Bundle consumer(String name) throws Exception {
        Bundle bundle = ConsumerBundle.empty(context, "choros.test." + name);
        bundles.add(bundle);
        return bundle;
    }

    private Cpg cpg(Bundle bundle, GuestNode node) throws InvalidSyntaxException {
        return bundle.getBundleContext().getService(reference(Cpg.class, node));
    }

    private <T> ServiceReference<T> reference(Class<T> type, GuestNode node) throws InvalidSyntaxException {
        Collection<ServiceReference<T>> found = context.getServiceReferences(type, filter(node));
        assertEquals(type.getName(), 1, found.size());
        return found.iterator().next();
    }

    private static String filter(GuestNode node) {
        return "(org.choros.node=" + node.instance() + ")";
    }

    private int services(GuestNode node) throws InvalidSyntaxException {
        int count = 0;
        for (Class<?> type : SERVICES) {
            count += context.getServiceReferences(type, filter(node)).size();
        }
        return count;
    }

    private List<String> conditions(GuestNode node) throws InvalidSyntaxException {
        return context.getServiceReferences(Condition.class, filter(node)).stream()
                .map(reference -> (String) reference.getProperty("osgi.condition.id")).sorted().toList();
    }

    private int workers() throws InvalidSyntaxException {
        return context.getServiceReferences(Runnable.class, "(" + QuorateWorker.WORKS + "=true)").size();
    }
}
