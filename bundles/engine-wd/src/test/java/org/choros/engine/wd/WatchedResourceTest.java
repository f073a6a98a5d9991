package org.choros.engine.wd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.choros.spi.cmap.MapValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which resources are watched, when they are looked at, and what of. */
class WatchedResourceTest {
    private static final String RUNS = "info WD Fsm:a event \"config_changed\", state \"stopped\" --> \"running\"";
    private static final String RUNS_AGAIN = RUNS.replace("\"stopped\"", "\"failed\"");
    private static final String STOPS = "info WD Fsm:a event \"config_changed\", state \"running\" --> \"stopped\"";
    private static final String FAILS = "crit WD none resource \"a\" failed!\n"
            + "info WD Fsm:a event \"failure\", state \"running\" --> \"failed\"";

    /** A node that watches nothing yet. */
    private static TestHost idle() {
        TestHost host = new TestHost().start();
        host.logged();
        return host;
    }

    /** With one process that is well, as of now. */
    private static TestHost watching(long periodMs) {
        TestHost host = idle();
        host.set("process.a.recovery", "none").set("process.a.poll_period", periodMs).updated("process.a", 0)
                .set("process.a.state", "running");
        host.pass(0);
        assertEquals(RUNS, host.logged());
        return host;
    }

    // --- which

    @Test
    void thoseWithAStateAtTheStart() {
        TestHost host = new TestHost();
        host.set("process.u.recovery", "none").set("process.u.state", "stopped");
        host.set("process.v.recovery", "quit");
        host.set("process.w.state", "running");
        host.set("other.x.recovery", "none").set("other.x.state", "running");
        host.set("process.y.z.state", "running").set("process.state", "running");
        host.start();
        host.log.removeIf(l -> l.contains("atchdog") || l.contains("tickle"));
        assertEquals("""
                info WD Fsm:x event "config_changed", state "stopped" --> "running"
                info WD Fsm:u event "config_changed", state "stopped" --> "running"
                warning WD resource w missing a recovery key.""", host.logged());
        assertEquals(MapValue.u64(6_000), host.map.get("resources.process.w.poll_period"));
        assertNull(host.map.get("resources.process.v.poll_period"));
        assertNull(host.map.get("resources.process.y.z.poll_period"));
    }

    @Test
    void incompleteOnesAreNoneConfigured() {
        TestHost host = new TestHost();
        host.set("system.memory_used.state", "stopped").set("system.memory_used.poll_period", 3_000);
        host.start();
        assertTrue(host.logged().endsWith("""
                warning WD resource memory_used missing a recovery key.
                info WD no resources configured."""));
        assertEquals(MapValue.u64(3_000), host.map.get("resources.system.memory_used.poll_period"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"process", "system"})
    void thoseThatAppear(String type) {
        TestHost host = idle();
        host.set(type + ".a.recovery", "none");
        assertEquals("", host.logged());
        host.set(type + ".a.state", "running");
        assertEquals(RUNS, host.logged());
        assertEquals(MapValue.u64(6_000), host.map.get("resources." + type + ".a.poll_period"));
    }

    @Test
    void butNotThoseOfOtherTypes() {
        TestHost host = idle();
        host.set("other.a.recovery", "none").set("other.a.state", "running").set("process.a.b.state", "running")
                .set("process.state", "running");
        assertEquals("", host.logged());
    }

    /** The walk of the recording: state first, then one key after the other. */
    @Test
    void keyByKey() {
        TestHost host = idle();
        host.set("process.a.state", "running");
        assertEquals("warning WD resource a missing a recovery key.", host.logged());
        host.set("process.a.last_updated", 0);
        assertEquals("", host.logged());
        host.set("process.a.poll_period", 1_000);
        assertEquals("debug WD poll_period changing from:6000 to 1000.\n"
                + "warning WD resource a missing a recovery key.", host.logged());
        host.set("process.a.recovery", "quit");
        assertEquals(RUNS, host.logged());
        host.pass(60_000);
        assertEquals("", host.logged());
    }

    @Test
    void aStateThatIsNoTextIsMissing() {
        TestHost host = idle();
        host.set("process.a.recovery", "none").set("process.a.state", 5);
        assertEquals("warning WD resource a missing a state key.", host.logged());
        host.set("process.a.state", "running");
        assertEquals(RUNS, host.logged());
    }

    @Test
    void thoseWhoseStateIsDeletedAreForgotten() {
        TestHost host = watching(1_000);
        host.map.remove("resources.process.a.recovery");
        host.map.remove("resources.process.a.last_updated");
        assertEquals("", host.logged());
        host.map.remove("resources.process.a.state");
        assertEquals("warning WD resource \"a\" deleted from cmap!", host.logged());
        host.set("process.a.poll_period", 2_000);
        host.pass(60_000);
        assertEquals("", host.logged());
        host.set("process.a.recovery", "none").set("process.a.state", "running");
        assertEquals(RUNS, host.logged());
    }

    @Test
    void noMoreThanABoundOfThem() {
        TestHost host = idle();
        for (int i = 0; i < WdEngine.RESOURCES_MAX; i++) {
            host.set("process.p" + i + ".recovery", "none").set("process.p" + i + ".state", "stopped");
        }
        host.logged();
        host.set("process.one.recovery", "none").set("process.one.state", "running");
        host.set("process.two.recovery", "none").set("process.two.state", "running");
        assertEquals("warning WD more than 1024 resources: one and further ones are not watched.", host.logged());
        host.map.remove("resources.process.p7.state");
        host.set("process.three.recovery", "none").set("process.three.state", "running");
        host.set("process.four.recovery", "none").set("process.four.state", "running");
        assertEquals("""
                warning WD resource "p7" deleted from cmap!
                info WD Fsm:three event "config_changed", state "stopped" --> "running"
                warning WD more than 1024 resources: four and further ones are not watched.""", host.logged());
    }

    // --- when

    /** Twice the period, six seconds at least. */
    @ParameterizedTest
    @CsvSource({"500,6000", "3000,6000", "5000,10000", "120000,240000"})
    void firstAfterAWhile(long periodMs, long firstMs) {
        TestHost host = idle();
        host.set("process.a.recovery", "none").set("process.a.poll_period", periodMs)
                .set("process.a.state", "running");
        host.pass(firstMs - 1);
        assertEquals(RUNS, host.logged());
        host.pass(1);
        assertEquals(FAILS, host.logged());
    }

    @Test
    void thenEveryPeriod() {
        TestHost host = watching(1_000);
        host.pass(5_500);
        host.updated("process.a", 0);
        // looked at after 6 s, and after 7 s: 1.5 s old at that time
        host.pass(1_500);
        assertEquals("", host.logged());
        host.pass(999);
        assertEquals("", host.logged());
        host.pass(1);
        assertEquals("error WD last_updated 1000 ms too late, period:1000.\n" + FAILS, host.logged());
        host.pass(60_000);
        assertEquals("", host.logged());
    }

    @Test
    void aChangedKeyStartsThePeriodAnew() {
        TestHost host = watching(1_000);
        host.set("process.a.anything", "at all");
        host.map.remove("resources.process.a.last_updated");
        host.pass(900);
        host.set("process.a.anything", "else");
        host.pass(999);
        assertEquals("", host.logged());
        host.pass(1);
        assertEquals(FAILS, host.logged());
        host.set("process.a.state", "running all the same");
        assertEquals(RUNS_AGAIN, host.logged());
    }

    @Test
    void signsOfLifeAndMeasurementsDoNot() {
        TestHost host = watching(3_000);
        host.map.remove("resources.process.a.last_updated");
        host.pass(5_000);
        host.set("process.a.current", 7).set("process.a.last_updated", "text");
        host.pass(1_000);
        assertEquals(FAILS, host.logged());
    }

    @Test
    void aNewPeriodCountsAfterTheLongerOfBoth() {
        TestHost host = watching(1_000);
        host.map.remove("resources.process.a.last_updated");
        host.set("process.a.poll_period", 4_000);
        assertEquals("debug WD poll_period changing from:1000 to 4000.", host.logged());
        host.set("process.a.poll_period", "500");
        assertEquals("debug WD poll_period changing from:4000 to 500.", host.logged());
        host.pass(3_999);
        assertEquals("", host.logged());
        host.pass(1);
        assertEquals(FAILS, host.logged());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 499, 120_001, -1})
    void aPeriodOutOfRangeIsRefused(long periodMs) {
        String refused = "warning WD Could NOT use poll_period:" + Long.toUnsignedString(periodMs)
                + " ms for resource a";
        TestHost host = idle();
        host.set("process.a.recovery", "none").set("process.a.poll_period", periodMs)
                .set("process.a.state", "running");
        assertEquals(refused + "\n" + RUNS, host.logged());
        assertEquals(MapValue.u64(periodMs), host.map.get("resources.process.a.poll_period"));
        host.pass(11_999);
        assertEquals("", host.logged());
        host.set("process.a.poll_period", 700);
        host.logged();
        host.set("process.a.poll_period", periodMs);
        assertEquals(refused, host.logged());
    }

    @Test
    void aPeriodThatIsNoNumberIsReplaced() {
        TestHost host = idle();
        host.set("process.a.recovery", "none").set("process.a.poll_period", "soon").set("process.a.state", "running");
        assertEquals(MapValue.u64(6_000), host.map.get("resources.process.a.poll_period"));
        host.set("process.b.poll_period", "700").set("process.b.state", "running");
        assertEquals(MapValue.str("700"), host.map.get("resources.process.b.poll_period"));
    }

    // --- what of

    @ParameterizedTest
    @CsvSource({"running,0,true", "running,1500,true", "running,1501,false", "failed,0,false", "failed,1501,false",
            "disabled,0,false", "waiting for quorum,0,true", "stopped,5000,true"})
    void stateAndSignOfLife(String state, long agoMs, boolean well) {
        TestHost host = idle();
        host.set("process.a.recovery", "none").set("process.a.poll_period", 1_000).set("process.a.state", state);
        host.pass(5_999);
        host.logged();
        host.updated("process.a", agoMs - 1);
        host.pass(1);
        String late = agoMs > 1_500 && !state.equals("stopped")
                ? "error WD last_updated 1 ms too late, period:1000.\n"
                : "";
        assertEquals(well ? "" : late + FAILS, host.logged());
    }

    /** Who has not yet measured cannot be late, and, as in corosync, has not failed. */
    @ParameterizedTest
    @ValueSource(strings = {"running", "failed"})
    void withoutASignOfLifeYetAllIsWell(String state) {
        TestHost host = idle();
        host.set("process.a.recovery", "none").set("process.a.last_updated", 0).set("process.a.state", state);
        host.pass(60_000);
        assertEquals(RUNS, host.logged());
    }

    @Test
    void aStateThatIsNoTextAnyMore() {
        TestHost host = watching(1_000);
        host.set("process.a.state", 5);
        assertEquals("warning WD resource a missing a state key.\n" + STOPS, host.logged());
        host.pass(60_000);
        assertEquals("", host.logged());
    }

    @Test
    void whoIsStoppedIsLeftAloneUntilHeStarts() {
        TestHost host = watching(1_000);
        host.set("process.a.state", "stopped");
        assertEquals(STOPS, host.logged());
        host.pass(60_000);
        assertEquals("", host.logged());
        host.updated("process.a", 0).set("process.a.state", "running");
        assertEquals(RUNS, host.logged());
        host.pass(1_000);
        assertEquals("", host.logged());
        host.pass(1_000);
        assertEquals("error WD last_updated 500 ms too late, period:1000.\n" + FAILS, host.logged());
        host.set("process.a.state", "stopped");
        assertEquals(STOPS.replace("running", "failed"), host.logged());
    }

    /** Registered, and not yet started: corosync would call that a failure after some time. */
    @Test
    void whoAppearsStoppedIsLeftAloneToo() {
        TestHost host = idle();
        host.set("process.a.recovery", "quit").set("process.a.poll_period", 1_000).set("process.a.state", "stopped");
        host.pass(60_000);
        assertEquals(RUNS, host.logged());
    }

    @Test
    void whoLosesItsRecoveryIsLeftAloneAsSoonAsThatIsNoticed() {
        TestHost host = watching(1_000);
        host.map.remove("resources.process.a.recovery");
        assertEquals("", host.logged());
        host.set("process.a.state", "failed");
        assertEquals("warning WD resource a missing a recovery key.\n" + STOPS, host.logged());
        host.pass(60_000);
        assertEquals("", host.logged());
    }

    /** A machine that was paused, or a node: nobody could give a sign of life, or we did not see it. */
    @Test
    void whoIsLateBecauseWeAreIsExcusedOnce() {
        TestHost host = watching(1_000);
        host.pass(5_000);
        host.updated("process.a", 0);
        host.sleep(30_000);
        host.pass(0);
        assertEquals("", host.logged());
        host.pass(999);
        assertEquals("", host.logged());
        host.pass(1);
        assertEquals("error WD last_updated 29500 ms too late, period:1000.\n" + FAILS, host.logged());
    }

    @Test
    void whoHasFailedIsNotExcused() {
        TestHost host = watching(1_000);
        host.pass(5_000);
        host.set("process.a.state", "failed");
        host.sleep(30_000);
        host.pass(0);
        host.pass(1_000);
        host.updated("process.a", 0);
        host.sleep(30_000);
        host.pass(0);
        assertTrue(host.logged().contains(FAILS));
    }

    // --- what follows

    @ParameterizedTest
    @CsvSource({"reboot,reboot", "shutdown,power off", "restart,''", "none,''", "anything,''"})
    void recoveries(String recovery, String asked) {
        TestHost host = idle();
        host.set("process.a.recovery", recovery).set("process.a.state", "disabled");
        host.pass(12_000);
        assertEquals(RUNS + "\n" + FAILS.replace("none", recovery), host.logged());
        assertEquals(asked, host.asked());
    }

    @ParameterizedTest
    @ValueSource(strings = {"reboot", "shutdown"})
    void aGuestInItsProcessLeavesTheHostOn(String recovery) {
        TestHost host = idle();
        host.alone = false;
        host.set("process.a.recovery", recovery).set("process.a.state", "disabled");
        host.pass(12_000);
        assertEquals("", host.asked());
        assertTrue(host.logged().endsWith(
                "alert WD NOT carrying out the recovery " + recovery + ": this node is a guest in its process."));
    }
}
