package org.choros.availability.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.choros.availability.AdminState;
import org.choros.availability.Assignment;
import org.choros.availability.Availability;
import org.choros.availability.AvailabilityChange;
import org.choros.availability.AvailabilityListener;
import org.choros.availability.AvailabilityStatus;
import org.choros.availability.ComponentState;
import org.choros.availability.GroupDefinition;
import org.choros.availability.GroupState;
import org.choros.availability.Operation;
import org.choros.availability.OperationOutcome;
import org.choros.availability.Phase;
import org.choros.availability.Presence;
import org.choros.availability.Readiness;
import org.choros.availability.Role;
import org.choros.availability.Target;
import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.base.Tracking;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API on three nodes of this JVM. */
class AvailabilityClientTest {
    @TempDir
    private Path folder;

    /** Writes down what it hears. */
    private static final class Ear implements AvailabilityListener {
        private final BlockingQueue<AvailabilityChange> changes = new LinkedBlockingQueue<>();
        private final CountDownLatch lost = new CountDownLatch(1);

        @Override
        public void changed(AvailabilityChange change) {
            changes.add(change);
        }

        @Override
        public void lost() {
            lost.countDown();
        }

        AvailabilityChange await(Predicate<AvailabilityChange> what) throws InterruptedException {
            while (true) {
                AvailabilityChange c = changes.poll(60, TimeUnit.SECONDS);
                if (c == null) {
                    throw new AssertionError("not heard");
                }
                if (what.test(c)) {
                    return c;
                }
            }
        }
    }

    private static AvailabilityStatus await(Availability a, Predicate<AvailabilityStatus> what)
            throws ChorosException {
        long limit = System.nanoTime() + TestCluster.LIMIT.toNanos();
        AvailabilityStatus s = a.status();
        while (!what.test(s)) {
            if (System.nanoTime() > limit) {
                throw new AssertionError(s.toString());
            }
            Thread.onSpinWait();
            s = a.status();
        }
        return s;
    }

    @Test
    void seesCommandsAndHears() throws Exception {
        try (TestCluster cluster = new TestCluster("availability-client", folder);
                AvailabilityClient a = cluster.availability(3);
                AvailabilityClient b = cluster.availability(2)) {
            AvailabilityStatus s = await(a, status -> status.managed() && status.quorate() && status.complete()
                    && status.unit("web/b").filter(u -> u.readiness() == Readiness.IN_SERVICE).isPresent()
                    && status.workload("web/web")
                            .filter(w -> !w.assignments().isEmpty() && !w.assignments().get(0).components().isEmpty())
                            .isPresent());
            assertEquals(3, s.configVersion());
            assertEquals(List.of("a", "b", "c"), s.nodes().stream().map(n -> n.name()).toList());
            Assignment active = s.workload("web/web").orElseThrow().assignments().get(0);
            assertEquals(new Assignment("web/a", 1, Role.ACTIVE, Phase.STARTING, active.serial(),
                    List.of(new ComponentState("server", Presence.INSTANTIATING, 0, ""))), active);
            assertEquals("it is being started in web/a", s.workload("web/web").orElseThrow().why());
            assertTrue(s.workload("web/web").orElseThrow().active().isEmpty());
            componentsOfItsNodeSpeak(b, cluster);

            Ear ear = new Ear();
            Tracking watch = a.watch(ear);
            Ear second = new Ear();
            Tracking other = a.watch(second);
            b.lock(Target.node("b"));
            AvailabilityChange c = ear.await(change -> change.subject().equals("web/b"));
            assertEquals(new AvailabilityChange(c.number(), AvailabilityChange.Kind.UNIT, 2, "web/b",
                    "out of service: node b (2) is locked", "in service", "lock node b (2)"), c);
            second.await(change -> change.number() == c.number());
            other.close();
            s = await(a, status -> status.unit("web/b").orElseThrow().readiness() == Readiness.OUT_OF_SERVICE);
            assertEquals(AdminState.LOCKED, s.node(2).orElseThrow().admin());
            assertEquals(
                    new OperationOutcome(CsError.OK, "it moves as soon as web/b is in service: node b (2) is locked"),
                    a.operate(Operation.MOVE, Target.workload("web/web"), "web/b"));
            // the other node's answer is for that one alone
            await(b, status -> status.workload("web/web").orElseThrow().wish().equals("web/b"));
            // more than the node tells before any are taken
            for (int i = 0; i < 40; i++) {
                b.unlock(Target.node("2"));
                b.lock(Target.unit("web/b"));
                b.unlock(Target.unit("web/b"));
                b.lock(Target.node("b"));
            }
            long last = a.status().change();
            ear.await(change -> change.number() >= last);
            watch.close();
            long told = a.status().change();
            b.unlock(Target.node("b"));
            await(a, status -> status.change() > told);
            assertFalse(ear.changes.stream().anyMatch(change -> change.number() > told));
        }
    }

    /** Of a node that has the component, and of one that has not. */
    private static void componentsOfItsNodeSpeak(AvailabilityClient b, TestCluster cluster) throws Exception {
        assertEquals(CsError.NOT_EXIST,
                assertThrows(ChorosException.class, () -> b.alive("web/web", "server")).error());
        try (AvailabilityClient first = cluster.availability(1)) {
            first.alive("web/web", "server");
            assertEquals(CsError.INVALID_PARAM, assertThrows(ChorosException.class,
                    () -> first.failed("web/web", "server", "two\nlines")).error());
        }
    }

    @Test
    void declaresAndWithdraws() throws Exception {
        try (TestCluster cluster = new TestCluster("availability-declare", folder);
                AvailabilityClient a = cluster.availability(3);
                AvailabilityClient b = cluster.availability(2)) {
            await(a, status -> status.managed() && status.configured());
            GroupDefinition mail = GroupDefinition.named("mail").key("nodes", "b c")
                    .section("component", c -> c.key("name", "server").key("start", "/bin/mail")).build();
            assertEquals(new OperationOutcome(CsError.OK, ""), a.declare(mail));
            // one node after the other hears of it
            AvailabilityStatus s = await(b, status -> status.workload("mail/mail").isPresent());
            GroupState group = s.groups().get(0);
            assertEquals("mail", group.name());
            assertEquals("declared", group.origin());
            assertEquals("", s.groups().get(1).origin());
            assertEquals(List.of(), s.leftOut());
            OperationOutcome refused = a.declare(GroupDefinition.named("mail").key("nodes", "d").build());
            assertEquals(CsError.INVALID_PARAM, refused.error());
            assertTrue(refused.text().contains("\"d\""), refused.text());
            assertFalse(b.declare(GroupDefinition.named("web").key("nodes", "a")
                    .section("component", c -> c.key("start", "/bin/w")).build()).ordered());
            assertEquals(new OperationOutcome(CsError.OK, ""), b.withdraw("mail"));
            await(a, status -> status.groups().size() == 1);
            assertFalse(b.withdraw("mail").ordered());
            assertEquals(CsError.NAME_TOO_LONG, b.withdraw("x".repeat(1_000)).error());
            // as large as it can be
            GroupDefinition.Builder large = GroupDefinition.named("large").key("nodes", "a b");
            large.section("component", c -> {
                c.key("start", "/bin/large");
                c.section("environment", e -> {
                    for (int i = 0; i < 16; i++) {
                        e.key("E" + i, "x".repeat(GroupDefinition.VALUE_MAX - 64));
                    }
                });
            });
            assertEquals(new OperationOutcome(CsError.OK, ""), a.declare(large.build()));
            await(b, status -> status.workload("large/large").isPresent());
        }
    }

    @Test
    void saysWhyItIsRefused() throws Exception {
        try (TestCluster cluster = new TestCluster("availability-refused", folder);
                AvailabilityClient a = cluster.availability(3)) {
            await(a, status -> status.managed() && status.configured());
            assertEquals(new OperationOutcome(CsError.NOT_EXIST, "there is no group nix"),
                    a.operate(Operation.LOCK, Target.group("nix"), ""));
            ChorosException e = assertThrows(ChorosException.class, () -> a.lock(Target.group("x".repeat(1_000))));
            assertEquals(CsError.NAME_TOO_LONG, e.error());
            Ear ear = new Ear();
            a.watch(ear);
            cluster.end(3);
            assertTrue(ear.lost.await(60, TimeUnit.SECONDS));
            assertThrows(ChorosException.class, a::status);
            assertFalse(ear.changes.stream().anyMatch(c -> c.number() == 0));
        }
    }
}
