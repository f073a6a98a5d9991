package org.choros.itests.osgi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

import java.util.Set;
import java.util.TreeSet;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** What the commands say of two nodes in this framework, in whatever shell it has; and what health checks say. */
final class ShellCheck {
    private static final Set<String> CHECKS = Set.of("start", "ring", "quorum", "links", "clients", "pauses");

    /** The shell of the container. */
    @FunctionalInterface
    interface Shell {
        /** Runs a line and gives what it prints; throws what it fails with. */
        String run(String line) throws Exception;
    }

    private final BundleContext context;
    private final Shell shell;

    ShellCheck(BundleContext context, Shell shell) {
        this.context = context;
        this.shell = shell;
    }

    /** One of two nodes is there. */
    void alone(GuestNode one) throws Exception {
        prints("choros:status --why", one.instance() + ": not quorate: expected 2, have 1, need 2; it waits for 1 more "
                + "vote: node 2 (127.0.0.2)");
        Await.equal("checks of the first node", CHECKS, () -> checks(one));
        assertEquals(Result.Status.WARN, health("ring", one));
        assertEquals(Result.Status.CRITICAL, health("quorum", one));
        assertEquals(Result.Status.OK, health("start", one));
    }

    /** Both are, and quorate. */
    void pair(GuestNode one, GuestNode two) throws Exception {
        String node = " --node " + two.instance();
        prints("choros:status", one.instance(), two.instance(), "guests", "1, 2", "yes");
        prints("choros:status --json" + node, "\"members\":[1,2],\"quorate\":true");
        prints("choros:members" + node, "127.0.0.1", "joined");
        prints("choros:groups --json" + node, "[");
        prints("choros:engines" + node, "votequorum", "serving");
        prints("choros:transports", "org.choros.transport.udp", "udpu", "open", "no faults");
        prints("choros:cmap-set" + node + " my.key u8 7", "my.key (u8) = 7");
        prints("choros:cmap-get" + node + " my.key", "my.key (u8) = 7");
        prints("choros:cmap-list" + node + " my.", "my.key  u8    7");
        prints("choros:reload" + node, "have read their configuration again");
        refuses("choros:members", "Several nodes serve in this framework: say which with --node NAME");
        refuses("choros:cmap-get" + node + " no.such", "Node " + two.instance() + " has no key no.such");
        for (GuestNode each : new GuestNode[]{one, two}) {
            for (String what : CHECKS) {
                if (what.equals("pauses") || what.equals("clients")) {
                    // a busy machine may have held the ring up, and a slow listener was disconnected on purpose
                    health(what, each);
                } else {
                    Await.equal(what + " of " + each.instance(), Result.Status.OK, () -> health(what, each));
                }
            }
        }
    }

    private void prints(String line, String... parts) throws Exception {
        String text = shell.run(line);
        for (String part : parts) {
            assertTrue(line + " prints " + text + " without " + part, text.contains(part));
        }
    }

    private void refuses(String line, String message) {
        try {
            fail(line + " prints " + shell.run(line));
        } catch (Exception e) {
            assertTrue(line + " fails with " + e, String.valueOf(e.getMessage()).contains(message));
        }
    }

    private Set<String> checks(GuestNode node) throws InvalidSyntaxException {
        Set<String> found = new TreeSet<>();
        for (ServiceReference<HealthCheck> check : context.getServiceReferences(HealthCheck.class,
                "(&(hc.tags=choros)(hc.tags=" + node.instance() + "))")) {
            found.add(check.getProperty("hc.name").toString().split(" ")[1]);
        }
        return found;
    }

    private Result.Status health(String what, GuestNode node) throws InvalidSyntaxException {
        ServiceReference<HealthCheck> reference = context
                .getServiceReferences(HealthCheck.class, "(hc.name=choros " + what + " " + node.instance() + ")")
                .iterator().next();
        try {
            return context.getService(reference).execute().getStatus();
        } finally {
            context.ungetService(reference);
        }
    }
}
