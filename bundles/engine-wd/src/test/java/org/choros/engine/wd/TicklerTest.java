package org.choros.engine.wd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.Watchdog.Answer;
import org.choros.spi.engine.Watchdog.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The watchdog device: when it is opened, with which timeout, and when it is tickled. */
class TicklerTest {
    private static final String TIMEOUT = "resources.watchdog_timeout";
    private static final String NONE = "info WD no resources configured.";
    private static final String RANGE = "warning WD Set watchdog_timeout is out of range (2..120).";

    private static String times(int timeoutS) {
        return "debug WD The Watchdog timeout is " + timeoutS + " seconds\ndebug WD The tickle timeout is "
                + timeoutS * 500 + " ms";
    }

    /** With a device that answers at once, and a timeout in the configuration. */
    private static TestHost armed(int timeoutS) {
        TestHost host = new TestHost().set("watchdog_device", "/dev/dog");
        host.map.put(TIMEOUT, MapValue.u32(timeoutS));
        host.start();
        assertEquals("open /dev/dog " + timeoutS, host.asked());
        host.armed("Software Watchdog", 60, timeoutS);
        return host;
    }

    private static MapValue timeout(TestHost host) {
        return host.map.get(TIMEOUT);
    }

    // --- opening

    @Test
    void withoutADeviceThereIsNone() {
        TestHost host = new TestHost().start();
        assertEquals(times(6) + "\nwarning WD Watchdog not enabled by configuration\n" + NONE, host.logged());
        assertEquals(MapValue.u32(6), timeout(host));
        host.pass(60_000);
        assertEquals("", host.logged());
        assertEquals("", host.asked());
    }

    @ParameterizedTest
    @CsvSource({"3,off", "3,''", "2,off", "2,''"})
    void itIsSwitchedOff(int dialect, String device) {
        TestHost host = new TestHost(dialect, true).set("watchdog_device", device);
        host.defaultDevice = "/dev/watchdog";
        host.start();
        assertEquals(times(6) + "\nwarning WD Watchdog disabled by configuration\n" + NONE, host.logged());
        host.pass(60_000);
        assertEquals("", host.asked());
    }

    /** In 2.4 one is there to be taken; but not by every node, which the node itself knows. */
    @ParameterizedTest
    @CsvSource({"2,/dev/watchdog,open /dev/watchdog 6", "2,'',''", "3,/dev/watchdog,''"})
    void unasked(int dialect, String defaultDevice, String asked) {
        TestHost host = new TestHost(dialect, true);
        host.defaultDevice = defaultDevice;
        host.start();
        assertEquals(asked, host.asked());
        assertEquals(times(6) + "\n" + (asked.isEmpty() ? "warning WD Watchdog not enabled by configuration\n" : "")
                + NONE, host.logged());
    }

    @Test
    void itSaysWhatItIs() {
        TestHost host = armed(10);
        assertEquals(times(10) + "\n" + NONE + "\ninfo WD Watchdog /dev/dog is now being tickled by corosync.\n"
                + "debug WD Software Watchdog\n" + times(10), host.logged());
    }

    @ParameterizedTest
    @CsvSource({"MISSING,'No watchdog /dev/dog, try modprobe <a watchdog>'",
            "REFUSED,Watchdog /dev/dog exists but couldn't be opened."})
    void aDeviceThatCannotBeHad(Outcome outcome, String line) {
        TestHost host = new TestHost().set("watchdog_device", "/dev/dog").start();
        host.logged();
        host.openings.poll().accept(new Answer(outcome, "", 6, 6));
        assertEquals("warning WD " + line, host.logged());
        host.asked();
        host.pass(60_000);
        assertEquals("", host.asked());
        host.engine.stop(host.now);
        assertEquals("", host.logged());
    }

    @Test
    void aSimulatedNodeHasNone() {
        TestHost host = new TestHost(3, false).set("watchdog_device", "/dev/dog").start();
        assertEquals(times(6) + "\nwarning WD No watchdog /dev/dog, try modprobe <a watchdog>\n" + NONE,
                host.logged());
        host.map.put(TIMEOUT, MapValue.u32(10));
        assertEquals(times(10), host.logged());
        host.engine.stop(host.now);
    }

    // --- the timeout

    @ParameterizedTest
    @CsvSource({"0,6", "1,6", "2,2", "120,120", "121,6", "4294967295,6"})
    void ofTheFile(long configured, int counts) {
        TestHost host = new TestHost();
        host.map.put(TIMEOUT, MapValue.u32(configured));
        host.start();
        String refused = configured == counts ? "" : RANGE + "\ninfo WD use default value 6 seconds.\n";
        assertEquals(refused + times(counts) + "\nwarning WD Watchdog not enabled by configuration\n" + NONE,
                host.logged());
        assertEquals(MapValue.u32(counts), timeout(host));
    }

    @Test
    void anotherTypeIsOutOfRange() {
        TestHost host = new TestHost();
        host.map.put(TIMEOUT, MapValue.str("10"));
        host.start();
        assertEquals(MapValue.u32(6), timeout(host));
        host.logged();
        for (MapValue wrong : new MapValue[]{MapValue.u8(10), MapValue.str("10"), MapValue.u64(10)}) {
            host.map.put(TIMEOUT, wrong);
            assertEquals(RANGE + "\n" + times(6), host.logged());
            assertEquals(MapValue.u32(6), timeout(host));
        }
    }

    @Test
    void changedWhileThereIsNoDevice() {
        TestHost host = new TestHost().start();
        host.logged();
        host.map.put(TIMEOUT, MapValue.u32(1));
        assertEquals(RANGE + "\n" + times(6), host.logged());
        host.map.put(TIMEOUT, MapValue.u32(13));
        assertEquals(times(13), host.logged());
        host.map.put(TIMEOUT, MapValue.u32(121));
        assertEquals(RANGE + "\n" + times(13), host.logged());
        assertEquals(MapValue.u32(13), timeout(host));
        host.map.remove(TIMEOUT);
        assertEquals("", host.logged());
        host.map.put(TIMEOUT, MapValue.u32(13));
        assertEquals("", host.logged());
    }

    /** Tickles come at once, as those that were planned may be too late for the new one. */
    @Test
    void changedWithADevice() {
        TestHost host = armed(120);
        host.logged();
        host.pass(10_000);
        host.map.put(TIMEOUT, MapValue.u32(4));
        assertEquals("timeout 4", host.asked());
        assertEquals("", host.logged());
        host.changes.poll().accept(new Answer(Outcome.ARMED, "", 120, 4));
        assertEquals(times(4), host.logged());
        host.pass(0);
        assertEquals("tickle", host.asked());
        host.pass(4_000);
        assertEquals("tickle, tickle", host.asked());
    }

    @Test
    void changedBeforeTheDeviceHasAnswered() {
        TestHost host = new TestHost().set("watchdog_device", "/dev/dog").start();
        host.logged();
        host.map.put(TIMEOUT, MapValue.u32(20));
        host.armed("dog", 6, 6);
        host.logged();
        host.changes.poll().accept(new Answer(Outcome.ARMED, "dog", 6, 20));
        assertEquals(times(20), host.logged());
        assertEquals(MapValue.u32(20), timeout(host));
    }

    @Test
    void changedBeforeTheDeviceHasRefused() {
        TestHost host = new TestHost().set("watchdog_device", "/dev/dog").start();
        host.map.put(TIMEOUT, MapValue.u32(20));
        host.openings.poll().accept(new Answer(Outcome.REFUSED, "", 6, 6));
        host.logged();
        host.changes.poll().accept(new Answer(Outcome.MISSING, "", 20, 20));
        assertEquals(times(20), host.logged());
        assertEquals(MapValue.u32(20), timeout(host));
    }

    /** Some devices know a few timeouts only; what is tickled is what they do. */
    @Test
    void whatTheDeviceDoesCounts() {
        TestHost host = new TestHost().set("watchdog_device", "/dev/dog").start();
        host.logged();
        host.asked();
        host.armed("dog", 2, 2);
        assertEquals("info WD Watchdog /dev/dog is now being tickled by corosync.\ndebug WD dog\n"
                + "warning WD Could not change the Watchdog timeout from 2 to 6 seconds", host.logged());
        assertEquals(MapValue.u32(2), timeout(host));
        assertEquals("", host.asked());
        host.pass(3_000);
        assertEquals("tickle, tickle, tickle, tickle", host.asked());
        host.map.put(TIMEOUT, MapValue.u32(50));
        host.changes.poll().accept(new Answer(Outcome.ARMED, "", 2, 30));
        assertEquals("warning WD Could not change the Watchdog timeout from 2 to 50 seconds", host.logged());
        assertEquals(MapValue.u32(30), timeout(host));
    }

    // --- tickling

    @Test
    void twicePerTimeoutAsLongAsAllIsWell() {
        TestHost host = armed(4);
        host.pass(0);
        host.asked();
        host.pass(1_999);
        assertEquals("", host.asked());
        host.pass(1);
        assertEquals("tickle", host.asked());
        host.pass(6_000);
        assertEquals("tickle, tickle, tickle", host.asked());
    }

    @ParameterizedTest
    @ValueSource(strings = {"watchdog", "quit"})
    void notOnceMoreAfterAFailureThatTheHostDiesOf(String recovery) {
        TestHost host = armed(4);
        host.set("process.a.recovery", recovery).set("process.a.state", "disabled");
        host.pass(11_999);
        host.asked();
        host.logged();
        host.pass(2_000);
        assertEquals("crit WD " + recovery + " resource \"a\" failed!\n"
                + "info WD Fsm:a event \"failure\", state \"running\" --> \"failed\"\n"
                + "alert WD NOT tickling the watchdog!", host.logged());
        assertEquals("", host.asked());
        host.updated("process.a", 0).set("process.a.state", "running");
        host.pass(1_000_000);
        host.set("process.b.recovery", recovery).set("process.b.state", "disabled");
        host.pass(1_000_000);
        assertEquals(-1, host.logged().indexOf("NOT tickling"));
        assertEquals("", host.asked());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "restart", "reboot"})
    void butAfterOthers(String recovery) {
        TestHost host = armed(4);
        host.set("process.a.recovery", recovery).set("process.a.state", "disabled");
        host.pass(12_000);
        host.asked();
        host.pass(4_000);
        assertEquals("tickle, tickle", host.asked());
    }

    @Test
    void itIsToldOfWithoutADeviceToo() {
        TestHost host = new TestHost().start();
        host.set("process.a.recovery", "quit").set("process.a.state", "disabled");
        host.logged();
        host.pass(15_000);
        assertEquals("""
                crit WD quit resource "a" failed!
                info WD Fsm:a event "failure", state "running" --> "failed"
                alert WD NOT tickling the watchdog!""", host.logged());
        host.pass(60_000);
        assertEquals("", host.logged());
    }

    // --- the end

    @Test
    void anOrderlyEndStopsTheDevice() {
        TestHost host = armed(4);
        host.set("process.a.recovery", "quit").set("process.a.state", "disabled");
        host.pass(20_000);
        host.logged();
        host.asked();
        host.engine.stop(host.now);
        assertEquals("info WD magically closing the watchdog.", host.logged());
        assertEquals("close", host.asked());
        assertEquals(ServiceEngine.NO_DEADLINE, host.engine.nextDeadlineNs());
        host.map.put(TIMEOUT, MapValue.u32(100));
        host.set("process.a.state", "running").set("process.b.state", "running");
        host.map.remove("resources.process.a.state");
        assertEquals("", host.logged());
        assertEquals("", host.asked());
    }

    @Test
    void alsoADeviceThatHasNotAnsweredYet() {
        TestHost host = new TestHost().set("watchdog_device", "/dev/dog").start();
        host.map.put(TIMEOUT, MapValue.u32(20));
        host.asked();
        host.logged();
        host.engine.stop(host.now);
        assertEquals("close", host.asked());
        host.armed("dog", 6, 6);
        host.changes.poll().accept(new Answer(Outcome.ARMED, "dog", 6, 20));
        assertEquals("", host.logged());
        assertEquals(ServiceEngine.NO_DEADLINE, host.engine.nextDeadlineNs());
    }

    @Test
    void itIsWhatItIs() {
        WdFactory factory = new WdFactory();
        assertEquals(7, factory.description().id());
        assertEquals("wd", factory.description(2).key());
        assertEquals("corosync watchdog service", factory.description().name());
        assertNull(factory.description().ipcName());
        assertEquals(true, factory.wanted(new IcMap()));
        ServiceEngine engine = factory.create(new TestHost());
        assertThrows(IllegalStateException.class, () -> engine.onMessage(0, 1, null, 0));
    }
}
