package org.choros.engine.amf.supervise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

/** The life of one component: what it is asked to do, and what is said of it. */
final class ComponentMachineTest {
    private static final Order.Phase ADDING = Order.Phase.ADDING;
    private static final Order.Phase HELD = Order.Phase.HELD;
    private static final Order.Phase REMOVING = Order.Phase.REMOVING;

    private static void removing(Bench b) {
        b.order(1, Role.ACTIVE, REMOVING);
    }

    @Test
    void startsAndStopsAProcess() {
        Bench b = new Bench("component {|start: server -x|environment {|A: b|}|}").add();
        assertEquals("run server -x", b.told());
        JobSpec.Command c = (JobSpec.Command) b.spec("server -x");
        assertEquals("{A=b, CHOROS_COMPONENT=server, CHOROS_GROUP=g, CHOROS_ROLE=active, CHOROS_UNIT=g/a, "
                + "CHOROS_WORKLOAD=g/g}", c.environment().toString());
        assertEquals("nothing", b.report(ADDING));
        b.started("server -x");
        assertEquals("HELD", b.report(ADDING));
        assertEquals("nothing", b.report(HELD));
        removing(b);
        assertEquals("term server -x", b.told());
        assertEquals("nothing", b.report(REMOVING));
        b.exit("server -x", Outcome.signal(15));
        assertEquals("GONE", b.report(REMOVING));
        assertTrue(b.executor.isIdle());
        assertEquals("", b.told());
    }

    /** It ignores SIGTERM: it is killed at the stop timeout, and is gone only when nothing is left. */
    @Test
    void killsWhatIgnoresSigterm() {
        Bench b = new Bench("component {|start: server|}").add();
        b.started("server");
        removing(b);
        b.pass(9_999);
        assertEquals("run server, term server", b.told());
        b.pass(1);
        assertEquals("kill server", b.told());
        b.ended("server", Outcome.signal(9));
        assertEquals("nothing", b.report(REMOVING));
        b.gone("server");
        assertEquals("GONE", b.report(REMOVING));
    }

    /** What waits for its restart while the components after it are stopped is not started any more. */
    @Test
    void startsNothingAgainWhileItIsStopped() {
        Bench b = new Bench("restart_delay: 1000|component {|start: first|}|component {|start: second|}").add();
        b.started("first");
        b.started("second");
        b.exit("first", Outcome.exit(3));
        removing(b);
        assertEquals("run first, run second, term second", b.told());
        b.pass(2_000);
        assertEquals("", b.told());
        b.exit("second", Outcome.signal(15));
        assertEquals("GONE", b.report(REMOVING));
    }

    /** Not even SIGKILL ends it: it is stuck, tried again, and gone when it is at last. */
    @Test
    void isStuckWhenNothingHelps() {
        Bench b = new Bench("component {|start: server|}").add();
        b.started("server");
        removing(b);
        b.pass(12_999);
        assertEquals("nothing", b.report(REMOVING));
        b.pass(1);
        assertEquals("STUCK", b.report(REMOVING));
        assertEquals("nothing", b.report(Order.Phase.STUCK));
        assertTrue(b.presence().contains("TERMINATION_FAILED"));
        b.told();
        b.pass(10_000);
        assertEquals("kill server", b.told());
        b.order(1, Role.ACTIVE, Order.Phase.STUCK);
        b.exit("server", Outcome.signal(9));
        assertEquals("GONE", b.report(Order.Phase.STUCK));
    }

    @Test
    void resetsTheHostWhereThatIsChosen() {
        Bench b = new Bench("component {|start: server|}|}|when_stuck: reboot|group {|name: h|nodes: a b"
                + "|component {|start: x|}").add();
        b.started("server");
        removing(b);
        b.pass(13_000);
        assertEquals("run server, term server, kill server, term server, stuck, reset: g/g in g/a cannot be stopped",
                b.told());
    }

    /** The command forks away and ends: what it leaves in its group is ended, then it is started again. */
    @Test
    void takesAForkOfAProcessForItsEnd() {
        Bench b = new Bench("component {|start: server|}").add();
        b.started("server");
        b.ended("server", Outcome.OK);
        assertEquals("run server, term server", b.told());
        b.pass(60_000);
        assertTrue(b.presence().contains("TERMINATION_FAILED"), "what it left behind is still there");
        b.gone("server");
        assertTrue(b.presence().contains("UNINSTANTIATED") || b.presence().contains("INSTANTIATING"), b.presence());
    }

    @Test
    void restartsWithBackOffUntilItIsTooOften() {
        Bench b = new Bench("restart_max: 3|restart_delay: 1000|restart_delay_max: 3000|unit_restart_max: 0|"
                + "component {|start: server|}").add();
        for (int delay : new int[]{1000, 2000, 3000}) {
            b.started("server");
            assertEquals("run server", b.told());
            b.exit("server", Outcome.exit(3));
            assertTrue(b.presence().contains("RESTARTING: ended with exit status 3"), b.presence());
            assertEquals("nothing", b.report(HELD));
            b.pass(delay - 1);
            assertEquals("", b.told());
            b.pass(1);
        }
        b.started("server");
        b.exit("server", Outcome.signal(11));
        assertEquals("run server, unit failed: server ended with signal 11", b.told());
        assertEquals("FAILED", b.report(HELD));
        assertTrue(b.executor.isClean(Set.of(1L)));
    }

    @Test
    void forgetsRestartsAfterTheProbation() {
        Bench b = new Bench("restart_max: 1|restart_probation: 5000|component {|start: server|}").add();
        for (int i = 0; i < 10; i++) {
            b.started("server");
            b.exit("server", Outcome.exit(1));
            b.pass(5_000);
        }
        assertEquals("run server" + ", run server".repeat(10), b.told());
    }

    @Test
    void givesUpACommandThatDoesNotExist() {
        Bench b = new Bench("restart_max: 1|restart_delay: 0|unit_restart_max: 0|component {|start: nothing|}").add();
        b.exit("nothing", Outcome.notRun("no such file"));
        b.pass(1);
        b.exit("nothing", Outcome.notRun("no such file"));
        assertEquals("run nothing, run nothing, unit failed: nothing ended with no such file", b.told());
        assertTrue(b.presence().contains("INSTANTIATION_FAILED"), b.presence());
        assertEquals("FAILED", b.report(ADDING));
    }

    @Test
    void givesUpAStartThatHangs() {
        Bench b = new Bench("restart_max: 0|unit_restart_max: 0|component {|type: forking|start: server|"
                + "start_timeout: 700|}").add();
        b.pass(699);
        assertEquals("run server", b.told());
        b.pass(1);
        assertEquals("kill server", b.told());
        b.exit("server", Outcome.signal(9));
        assertEquals("unit failed: server not up within 700 ms", b.told());
        assertEquals("FAILED", b.report(ADDING));
    }

    @Test
    void knowsThatAllProcessesOfAForkingOneHaveEnded() {
        Bench b = new Bench("component {|type: forking|start: server|stop: halt|}").add();
        b.started("server");
        assertEquals("nothing", b.report(ADDING));
        b.ended("server", Outcome.OK);
        assertEquals("HELD", b.report(ADDING));
        b.gone("server");
        assertEquals("run server, run halt", b.told());
        b.exit("halt");
        assertTrue(b.presence().contains("RESTARTING: all of its processes have ended"), b.presence());
        b.pass(500);
        b.ended("server", Outcome.OK);
        removing(b);
        b.exit("halt", Outcome.exit(1));
        assertEquals("run server, run halt, term server", b.told());
        b.gone("server");
        assertEquals("GONE", b.report(REMOVING));
    }

    /** An effect is gone only when the stop command has said so. */
    @Test
    void repeatsTheStopOfAnEffect() {
        Bench b = new Bench("component {|type: oneshot|start: ip add|stop: ip del|}").add();
        b.exit("ip add");
        assertEquals("HELD", b.report(ADDING));
        removing(b);
        assertEquals("run ip add, run ip del", b.told());
        b.exit("ip del", Outcome.exit(2));
        b.pass(499);
        assertEquals("", b.told());
        b.pass(1);
        assertEquals("run ip del", b.told());
        b.pass(9_500);
        assertEquals("kill ip del", b.told());
        b.exit("ip del", Outcome.signal(9));
        b.pass(3_000);
        assertEquals("STUCK", b.report(REMOVING));
        b.told();
        b.pass(20_000);
        b.order(1, Role.ACTIVE, Order.Phase.STUCK);
        b.exit("ip del");
        assertEquals("GONE", b.report(Order.Phase.STUCK));
    }

    /** It is not wanted any more while the start command runs: that is ended first, then its effect is taken back. */
    @Test
    void stopsAnEffectThatMayBeThere() {
        Bench b = new Bench("component {|type: oneshot|start: ip add|stop: ip del|}").add();
        removing(b);
        assertEquals("run ip add, kill ip add", b.told());
        b.pass(100);
        b.exit("ip add", Outcome.signal(9));
        assertEquals("run ip del", b.told());
        b.exit("ip del");
        assertEquals("GONE", b.report(REMOVING));
    }

    // --- checks

    @Test
    void isUpWhenTheFirstCheckHasPassed() {
        Bench b = new Bench("component {|start: server|check {|tcp: localhost:80|period: 10000|}|}").add();
        b.started("server");
        assertEquals("nothing", b.report(ADDING));
        b.pass(0);
        b.exit("localhost:80", Outcome.notRun("refused"));
        b.pass(1_000);
        b.exit("localhost:80");
        assertEquals("HELD", b.report(ADDING));
        assertEquals("run server, run localhost:80, run localhost:80", b.told());
    }

    /** Failures count when they follow one another; a check that hangs is one, and is ended. */
    @Test
    void failsByChecks() {
        Bench b = new Bench("component {|start: server|check {|command: probe|period: 1000|timeout: 300|"
                + "failures: 2|}|}").add();
        b.started("server");
        b.pass(0);
        b.exit("probe");
        for (int i = 0; i < 3; i++) {
            b.pass(1_000);
            b.exit("probe", Outcome.exit(1));
            b.pass(1_000);
            b.exit("probe");
        }
        assertEquals("run server" + ", run probe".repeat(7), b.told());
        b.pass(1_300);
        assertEquals("run probe, kill probe", b.told());
        b.exit("probe", Outcome.signal(9));
        b.pass(1_300);
        assertTrue(b.presence().contains("RESTARTING: command check: no answer for 300 ms"), b.presence());
        assertEquals("run probe, kill probe, kill probe, term server", b.told());
        b.exit("server", Outcome.signal(15));
        b.pass(100);
        assertEquals("", b.told(), "its check is still there");
        b.exit("probe", Outcome.signal(9));
        b.pass(500);
        assertEquals("run server", b.told());
    }

    @Test
    void forgivesFailuresInTheGraceOfTheStart() {
        Bench b = new Bench("component {|start: server|check {|http: http://x/|period: 1000|grace: 5000|"
                + "failures: 1|}|}").add();
        b.started("server");
        for (int i = 0; i < 5; i++) {
            b.pass(i == 0 ? 0 : 1_000);
            b.exit("http://x/", Outcome.exit(1));
        }
        assertTrue(b.presence().contains("INSTANTIATING"), b.presence());
        b.pass(1_000);
        b.exit("http://x/", Outcome.exit(1));
        assertTrue(b.presence().contains("RESTARTING: http check: exit status 1"), b.presence());
    }

    @Test
    void wantsHeartbeats() {
        Bench b = new Bench("component {|start: server|check {|heartbeat: yes|period: 1000|failures: 2|}|}").add();
        b.started("server");
        assertEquals("nothing", b.report(ADDING));
        b.executor.onHeartbeat(Bench.SLOT, "server", b.nowNs);
        assertEquals("HELD", b.report(ADDING));
        b.pass(1_900);
        b.executor.onHeartbeat(Bench.SLOT, "server", b.nowNs);
        b.pass(1_900);
        assertTrue(b.presence().contains(" INSTANTIATED"), b.presence());
        b.pass(100);
        assertTrue(b.presence().contains("RESTARTING: no heartbeat for 1000 ms"), b.presence());
    }

    // --- several components, units

    @Test
    void startsInOrderAndStopsInReverse() {
        Bench b = new Bench("component {|type: oneshot|start: ip add|stop: ip del|}|component {|start: server|}").add();
        assertEquals("run ip add", b.told());
        b.exit("ip add");
        assertEquals("run server", b.told());
        assertEquals("nothing", b.report(ADDING));
        b.started("server");
        assertEquals("HELD", b.report(ADDING));
        removing(b);
        assertEquals("term server", b.told());
        b.exit("server");
        assertEquals("run ip del", b.told());
        b.exit("ip del");
        assertEquals("GONE", b.report(REMOVING));
    }

    @Test
    void restartsTheUnitThenGivesItUpThenTheNode() {
        Bench b = new Bench("restart_max: 0|unit_restart_max: 1|failover_max: 1|component {|type: oneshot|"
                + "start: ip add|stop: ip del|}|component {|start: server|}").add();
        b.exit("ip add");
        b.started("server");
        b.exit("server", Outcome.exit(1));
        assertEquals("run ip add, run server, run ip del, unit restarted: server ended with exit status 1", b.told());
        b.exit("ip del");
        assertEquals("run ip add", b.told());
        assertEquals("nothing", b.report(HELD));
        b.exit("ip add");
        b.started("server");
        b.exit("server", Outcome.exit(1));
        assertEquals("run server, run ip del, unit failed: server ended with exit status 1", b.told());
        b.exit("ip del");
        assertEquals("FAILED", b.report(HELD));
        b.executor.orders(List.of(), b.nowNs);
        assertTrue(b.executor.isIdle());
        // once more
        b.order(2, Role.ACTIVE, ADDING);
        b.exit("ip add", Outcome.exit(1));
        b.exit("ip del");
        b.exit("ip add", Outcome.exit(1));
        b.exit("ip del");
        assertTrue(b.told().endsWith("unit failed: ip ended with exit status 1, node failed"));
    }

    // --- roles, quorum, maintenance

    @Test
    void runsNoCommandsAsStandbyAndTellsBeans() {
        Bench b = new Bench("component {|type: osgi|bean: cache|}|component {|start: server|}");
        b.order(1, Role.STANDBY, ADDING);
        assertEquals("run cache STANDBY", b.told());
        b.exit("cache STANDBY");
        assertEquals("HELD", b.report(ADDING));
        b.order(2, Role.ACTIVE, ADDING);
        assertEquals("nothing", b.report(2, ADDING));
        b.exit("cache ACTIVE");
        b.started("server");
        assertEquals("HELD", b.report(2, ADDING));
        assertEquals("run cache ACTIVE, run server", b.told());
        b.order(2, Role.ACTIVE, REMOVING);
        b.exit("server");
        b.exit("cache NONE");
        assertEquals("GONE", b.report(2, REMOVING));
    }

    /** Whoever was it is gone: nothing is to be ended, and the next one is asked. */
    @Test
    void failsWhenItsBeanGoes() {
        Bench b = new Bench("restart_max: 1|component {|type: osgi|bean: cache|}|").add();
        b.executor.onBeanGone("other", "g/g", b.nowNs);
        b.executor.onBeanGone("cache", "g/other", b.nowNs);
        b.exit("cache ACTIVE");
        b.told();
        b.executor.onBeanGone("cache", "g/g", b.nowNs);
        b.exit("cache NONE");
        b.pass(500);
        assertEquals("run cache NONE, run cache ACTIVE", b.told());
        assertEquals(List.of("UNINSTANTIATED INSTANTIATING", "INSTANTIATING INSTANTIATED",
                "INSTANTIATED RESTARTING: its bean has gone", "RESTARTING INSTANTIATING: its bean has gone"), b.states);
        assertEquals(1, b.executor.restarts());
        assertEquals(1, b.executor.components().get(0).restarts());
    }

    /** Where a unit is standby commands have nothing to do, and are nowhere to be seen. */
    @Test
    void showsWhatHasSomethingToDo() {
        Bench b = new Bench("component {|start: server|}");
        b.order(1, Role.STANDBY, ADDING);
        assertEquals(List.of(), b.executor.components());
        long before = b.executor.revision();
        b.order(2, Role.ACTIVE, ADDING);
        assertEquals(List.of("UNINSTANTIATED INSTANTIATING"), b.states);
        assertEquals("[g/g in g/a: server]", b.executor.components().toString());
        b.started("server");
        assertEquals(Presence.INSTANTIATED, b.executor.components().get(0).presence());
        assertTrue(b.executor.revision() > before);
    }

    @Test
    void restartsForANewSerial() {
        Bench b = new Bench("component {|start: server|}").add();
        b.started("server");
        b.order(2, Role.ACTIVE, ADDING);
        assertEquals("nothing", b.report(2, ADDING));
        assertEquals("run server, term server", b.told());
        b.exit("server");
        b.started("server");
        assertEquals("HELD", b.report(2, ADDING));
    }

    @Test
    void stopsAllWithoutQuorumAndDoesNotStartWhatWasHeld() {
        Bench b = new Bench("component {|start: server|}").add();
        b.started("server");
        b.order(1, Role.ACTIVE, HELD);
        b.executor.allow(false, b.nowNs);
        assertEquals("run server, term server", b.told());
        b.executor.allow(true, b.nowNs);
        b.exit("server");
        assertEquals("GONE", b.report(HELD));
        assertEquals("", b.told());
        b.order(2, Role.ACTIVE, ADDING);
        assertEquals("run server", b.told());
    }

    @Test
    void goesOnWithoutQuorumWhereThatIsChosen() {
        Bench b = new Bench("model: n-way-active|quorum: ignore|component {|start: server|}").add();
        b.started("server");
        b.executor.allow(false, b.nowNs);
        assertEquals("run server", b.told());
    }

    @Test
    void leavesAloneWhatIsInMaintenance() {
        Bench b = new Bench("component {|start: server|}").add();
        b.started("server");
        b.executor.maintenance(true, b.nowNs);
        b.exit("server", Outcome.exit(1));
        b.pass(100_000);
        assertEquals("run server", b.told());
        b.executor.maintenance(false, b.nowNs);
        b.pass(500);
        assertEquals("run server", b.told());
    }
}
