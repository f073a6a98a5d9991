package org.choros.engine.mon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.TreeMap;
import java.util.stream.Collectors;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.engine.HostReading;
import org.choros.spi.engine.ServiceEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MonEngineTest {
    private static final String MEMORY = "resources.system.memory_used.";
    private static final String LOAD = "resources.system.load_15min.";
    private static final String RUNS = "info MON Fsm:memory_used event \"config_changed\", state \"stopped\" -->"
            + " \"running\"";
    private static final String FAILS = "info MON Fsm:memory_used event \"failure\", state \"running\" --> \"failed\"";
    private static final String DELETED = "warning MON resource \"memory_used\" deleted from cmap!";

    private static void set(TestHost host, String key, String value) {
        host.map.put(key, MapValue.str(value));
    }

    private static TestHost limited(String max) {
        TestHost host = new TestHost();
        set(host, MEMORY + "max", max);
        return host.start();
    }

    private static String keys(TestHost host) {
        return new TreeMap<>(host.map.withPrefix("resources.")).entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue()).collect(Collectors.joining("\n"));
    }

    private static String state(TestHost host) {
        return host.map.getString(MEMORY + "state", null);
    }

    private static MapValue updated(TestHost host) {
        return host.map.get(MEMORY + "last_updated");
    }

    // --- start

    /** The dumps of 3.1.7: nothing is limited, so nothing is measured. */
    @Test
    void withoutLimitsItOnlyWritesItsKeys() {
        TestHost host = new TestHost().start();
        assertEquals("""
                resources.system.load_15min.current (dbl) = 0.0
                resources.system.load_15min.last_updated (u64) = 0
                resources.system.load_15min.poll_period (u64) = 3000
                resources.system.load_15min.state (str) = stopped
                resources.system.memory_used.current (i32) = 0
                resources.system.memory_used.last_updated (u64) = 0
                resources.system.memory_used.poll_period (u64) = 3000
                resources.system.memory_used.state (str) = stopped""", keys(host));
        assertEquals("", host.logged());
        assertEquals(ServiceEngine.NO_DEADLINE, host.engine.nextDeadlineNs());
    }

    @Test
    void aLimitIsLookedAtAtOnceAndThenEveryThreeSeconds() {
        TestHost host = limited("60");
        assertEquals(RUNS, host.logged());
        assertEquals(MapValue.u32(50), host.map.get(MEMORY + "current"));
        assertEquals(MapValue.u64(host.now), updated(host));
        assertEquals(0, host.readings);
        host.pass(2_999);
        assertEquals(0, host.readings);
        host.pass(1);
        assertEquals(1, host.readings);
        assertEquals(MapValue.u64(host.now), updated(host));
        host.pass(30_000);
        assertEquals(11, host.readings);
        assertEquals("", host.logged());
    }

    @Test
    void bothMayBeAboveTheirLimitsFromTheBeginning() {
        TestHost host = new TestHost();
        set(host, MEMORY + "max", "49");
        set(host, LOAD + "max", "0.5");
        host.start();
        assertEquals(RUNS + "\n" + FAILS + "\n" + (RUNS + "\n" + FAILS).replace("memory_used", "load_15min"),
                host.logged());
        assertEquals("failed", state(host));
        assertEquals(MapValue.dbl(1.5), host.map.get(LOAD + "current"));
    }

    /** What a file of 3.1 gives is a number, which corosync does not read. */
    @Test
    void aPeriodOfTheFileCountsAsTextOnly() {
        TestHost host = new TestHost();
        host.map.put(MEMORY + "poll_period", MapValue.u64(1_000));
        set(host, MEMORY + "max", "60");
        set(host, LOAD + "poll_period", "700");
        set(host, LOAD + "max", "60");
        host.start();
        assertEquals(MapValue.u64(3_000), host.map.get(MEMORY + "poll_period"));
        assertEquals(MapValue.str("700"), host.map.get(LOAD + "poll_period"));
        assertTrue(host.logged().startsWith(RUNS + "\ndebug MON poll_period changing from:3000 to 700.\n"));
        host.pass(700);
        assertEquals(MapValue.u64(host.now), host.map.get(LOAD + "last_updated"));
        assertEquals(MapValue.u64(host.now - 700 * TestHost.MS), updated(host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"499", "120001", "0", "-1", "99999999999999999999"})
    void aPeriodOutOfRangeIsRefusedWithAWarning(String period) {
        TestHost host = new TestHost();
        set(host, MEMORY + "poll_period", period);
        host.start();
        String shown = period.startsWith("-") || period.length() == 20 ? "18446744073709551615" : period;
        assertEquals("warning MON Could NOT use poll_period:" + shown + " ms for resource memory_used", host.logged());
        assertEquals(MapValue.str(period), host.map.get(MEMORY + "poll_period"));
    }

    // --- changes

    @Test
    void aLimitThatAppearsCounts() {
        TestHost host = new TestHost().start();
        set(host, MEMORY + "max", "60");
        assertEquals("running", state(host));
        host.pass(0);
        assertEquals(MapValue.u32(50), host.map.get(MEMORY + "current"));
        assertEquals(RUNS, host.logged());
    }

    @Test
    void aFailedOneStaysFailedUntilTheLimitChanges() {
        TestHost host = limited("60");
        host.usedPercent = 70;
        host.pass(3_000);
        assertEquals(RUNS + "\n" + FAILS, host.logged());
        host.usedPercent = 10;
        host.pass(9_000);
        assertEquals("failed", state(host));
        assertEquals(MapValue.u32(10), host.map.get(MEMORY + "current"));
        assertEquals(MapValue.u64(host.now), updated(host));
        set(host, MEMORY + "max", "61");
        assertEquals("running", state(host));
        host.pass(0);
        assertEquals("running", state(host));
        assertEquals(RUNS.replace("stopped", "failed"), host.logged());
    }

    @Test
    void aChangedLimitIsComparedAtOnceAndRestartsThePeriod() {
        TestHost host = limited("60");
        host.logged();
        host.pass(2_000);
        set(host, MEMORY + "max", "40");
        host.pass(0);
        assertEquals("failed", state(host));
        assertEquals(FAILS, host.logged());
        assertEquals(MapValue.u64(host.now), updated(host));
        long then = host.now;
        host.pass(2_999);
        assertEquals(MapValue.u64(then), updated(host));
        host.pass(1);
        assertEquals(MapValue.u64(host.now), updated(host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "", ".5"})
    void aLimitThatIsNoNumberEndsIt(String max) {
        TestHost host = limited("40");
        host.logged();
        set(host, MEMORY + "max", max);
        assertEquals("stopped", state(host));
        assertEquals("info MON Fsm:memory_used event \"config_changed\", state \"failed\" --> \"stopped\"",
                host.logged());
        assertEquals(ServiceEngine.NO_DEADLINE, host.engine.nextDeadlineNs());
        host.pass(10_000);
        assertEquals(0, host.readings);
    }

    @Test
    void aLimitThatIsNoTextIsNotLookedAt() {
        TestHost host = limited("60");
        host.logged();
        host.map.put(MEMORY + "max", MapValue.u32(5));
        host.pass(3_000);
        assertEquals("running", state(host));
        assertEquals("", host.logged());
    }

    @ParameterizedTest
    @CsvSource({"50,running", "49,failed", "49.9,failed", "' 60',running", "60abc,running", "+51,running",
            "-1,failed", "0x60,failed", "4294967296,failed"})
    void limitsOfMemoryAreInts(String max, String state) {
        assertEquals(state, state(limited(max)));
    }

    @ParameterizedTest
    @CsvSource({"1.5,running", "1.49,failed", ".5,failed", "1e3,running", "nan,running", "inf,running", "-3,failed",
            "0x10,running", "7.5abc,running"})
    void limitsOfLoadAreReals(String max, String state) {
        TestHost host = new TestHost();
        set(host, LOAD + "max", max);
        host.start();
        assertEquals(state, host.map.getString(LOAD + "state", null));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPeriodMayChangeAsTextAndAsANumber(boolean text) {
        TestHost host = limited("60");
        host.logged();
        host.map.put(MEMORY + "poll_period", text ? MapValue.str("500") : MapValue.u64(500));
        assertEquals("debug MON poll_period changing from:3000 to 500.", host.logged());
        host.pass(0);
        assertEquals(1, host.readings);
        host.pass(2_000);
        assertEquals(5, host.readings);
        host.map.put(MEMORY + "poll_period", text ? MapValue.str("499") : MapValue.u64(499));
        assertEquals("warning MON Could NOT use poll_period:499 ms for resource memory_used", host.logged());
        host.pass(499);
        assertEquals(6, host.readings);
        host.pass(1);
        assertEquals(7, host.readings);
    }

    @Test
    void aPeriodThatIsNoNumberIsRefused() {
        TestHost host = limited("60");
        host.logged();
        set(host, MEMORY + "poll_period", "abc");
        host.map.put(LOAD + "poll_period", MapValue.dbl(700));
        assertEquals("warning MON Could NOT use poll_period: abc (not uint64 type) for resource memory_used\n"
                + "warning MON Could NOT use poll_period:0 ms for resource load_15min", host.logged());
    }

    @Test
    void otherKeysDoNotMatter() {
        TestHost host = limited("60");
        host.logged();
        set(host, MEMORY + "recovery", "none");
        set(host, MEMORY + "recovery", "watchdog");
        set(host, MEMORY + "state", "failed");
        set(host, "resources.system.memory_used_not.max", "1");
        host.pass(2_999);
        assertEquals(0, host.readings);
        assertEquals("", host.logged());
        host.pass(1);
        // what somebody else wrote there is not our state
        assertEquals("failed", state(host));
    }

    // --- deleted keys

    @Test
    void aDeletedLimitCountsOnceMoreAndGoesOn() {
        TestHost host = limited("40");
        host.logged();
        host.map.remove(MEMORY + "max");
        assertEquals(DELETED + "\n" + RUNS.replace("stopped", "failed"), host.logged());
        host.pass(0);
        assertEquals(FAILS, host.logged());
        assertNull(host.map.get(MEMORY + "max"));
        host.pass(6_000);
        assertEquals(3, host.readings);
    }

    @ParameterizedTest
    @ValueSource(strings = {"current", "last_updated", "state", "poll_period"})
    void aDeletedKeyMeasuresAnew(String key) {
        TestHost host = limited("60");
        host.logged();
        host.pass(1_000);
        host.map.remove(MEMORY + key);
        assertEquals(DELETED, host.logged());
        host.pass(0);
        assertEquals(1, host.readings);
        // our own two come again with the measurement
        assertEquals(key.equals("current") || key.equals("last_updated"), host.map.get(MEMORY + key) != null);
        assertEquals(MapValue.u64(host.now), updated(host));
        set(host, MEMORY + "max", "40");
        host.pass(0);
        assertEquals("failed", state(host));
    }

    // --- readings

    @Test
    void memoryIsWhatHoldsNoCopiesOfFilesAndSwapBelongsToIt() {
        assertEquals(50, Quantity.MEMORY_USED.measure(reading(10_000, 5_000, 0, 0, 0)));
        assertEquals(40, Quantity.MEMORY_USED.measure(reading(10_000, 5_000, 1_000, 0, 0)));
        assertEquals(25, Quantity.MEMORY_USED.measure(reading(10_000, 5_000, 0, 10_000, 10_000)));
        assertEquals(49, Quantity.MEMORY_USED.measure(reading(10_000, 5_010, 0, 0, 0)));
        assertEquals(49, Quantity.MEMORY_USED.measure(reading(10_000, 5_090, 0, 0, 0)));
        assertEquals(0, Quantity.MEMORY_USED.measure(reading(10_000, 9_950, 0, 0, 0)));
        assertEquals(0, Quantity.MEMORY_USED.measure(reading(0, 0, 0, 0, 0)));
    }

    private static HostReading reading(long total, long free, long cached, long swap,
            long swapFree) {
        return new HostReading(0, total, free, cached, swap, swapFree, null, 0, null);
    }

    /** Nothing at all says nothing: not even that a limit below nothing is passed. */
    @Test
    void nothingIsNotStored() {
        TestHost host = new TestHost();
        host.usedPercent = 0;
        set(host, MEMORY + "max", "-1");
        host.start();
        host.pass(6_000);
        assertEquals(2, host.readings);
        assertEquals("running", state(host));
        assertEquals(MapValue.u64(0), updated(host));
        assertEquals(MapValue.i32(0), host.map.get(MEMORY + "current"));
    }

    @Test
    void aHostThatCannotBeReadIsToldOfOnce() {
        TestHost host = limited("60");
        host.logged();
        MapValue before = updated(host);
        host.memoryFault = "no such file";
        host.pass(9_000);
        assertEquals("error MON Unable to get memory stats: no such file", host.logged());
        assertEquals(before, updated(host));
        host.memoryFault = null;
        host.pass(3_000);
        assertEquals(MapValue.u64(host.now), updated(host));
        host.memoryFault = "again";
        host.pass(3_000);
        assertEquals("error MON Unable to get memory stats: again", host.logged());
        set(host, LOAD + "max", "9");
        host.logged();
        host.loadFault = "not here";
        host.pass(0);
        assertEquals("error MON Unable to get load stats: not here", host.logged());
    }

    @Test
    void aReadingThatHangsIsNotAskedForTwice() {
        TestHost host = limited("60");
        set(host, LOAD + "max", "9");
        host.slow = true;
        host.pass(0);
        host.pass(9_000);
        assertEquals(1, host.readings);
        host.asked.poll().accept(host.reading());
        assertEquals(MapValue.u64(host.now), updated(host));
        assertEquals(MapValue.u64(host.now), host.map.get(LOAD + "last_updated"));
        host.pass(3_000);
        assertEquals(2, host.readings);
    }

    @Test
    void aReadingThatIsRefusedIsAskedForAgain() {
        TestHost host = limited("60");
        host.refuses = true;
        host.pass(6_000);
        assertEquals(2, host.readings);
        host.refuses = false;
        host.pass(3_000);
        assertEquals(MapValue.u64(host.now), updated(host));
    }

    @Test
    void aReadingThatComesWhenTheLimitIsGoneIsForNobody() {
        TestHost host = limited("40");
        host.slow = true;
        host.pass(3_000);
        set(host, MEMORY + "max", "none");
        host.logged();
        MapValue before = updated(host);
        host.pass(1);
        host.asked.poll().accept(host.reading());
        assertEquals(before, updated(host));
        assertEquals("stopped", state(host));
        assertEquals("", host.logged());
    }

    /** A simulated node has no host. */
    @Test
    void withoutAHostNothingIsMeasured() {
        TestHost host = new TestHost(false);
        set(host, MEMORY + "max", "40");
        host.start();
        host.pass(9_000);
        assertEquals("running", state(host));
        assertEquals(MapValue.u64(0), updated(host));
    }

    // --- end

    @Test
    void whenItEndsNobodyTakesItsLastReadingForLate() {
        TestHost host = limited("60");
        host.slow = true;
        host.pass(3_000);
        host.logged();
        host.engine.stop(host.now);
        assertEquals(MapValue.u64(0), updated(host));
        host.asked.poll().accept(host.reading());
        assertEquals(MapValue.u64(0), updated(host));
        assertEquals(ServiceEngine.NO_DEADLINE, host.engine.nextDeadlineNs());
        set(host, MEMORY + "max", "1");
        assertEquals("", host.logged());
    }

    @Test
    void itIsWhatItIs() {
        MonFactory factory = new MonFactory();
        assertEquals(6, factory.description().id());
        assertEquals("mon", factory.description(2).key());
        assertEquals("corosync resource monitoring service", factory.description().name());
        assertNull(factory.description().ipcName());
        assertTrue(factory.wanted(new IcMap()));
        assertFalse(factory.description().synchronises());
        ServiceEngine engine = factory.create(new TestHost());
        assertThrows(IllegalStateException.class, () -> engine.onMessage(0, 1, null, 0));
    }
}
