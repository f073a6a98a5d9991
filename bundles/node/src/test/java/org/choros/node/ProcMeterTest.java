package org.choros.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.choros.spi.engine.HostReading;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcMeterTest {
    private static final String MEMORY = """
            MemTotal:       24683620 kB
            MemFree:        22134928 kB
            MemAvailable:   22732528 kB
            Buffers:           18872 kB
            Cached:           846048 kB
            SwapCached:           12 kB
            SwapTotal:       1000000 kB
            SwapFree:         900000 kB
            HugePages_Total:       0
            Hugepagesize:       2048 kB
            """;
    private static final String FAULT = "failed to parse input";

    @TempDir
    private Path proc;
    private final AdminThread thread = new AdminThread("test-meter", (level, subsystem, text) -> {
        throw new AssertionError(text);
    });

    @AfterEach
    void end() {
        thread.shutdown();
    }

    @Test
    void memoryAndLoadAreWhatTheKernelSays() {
        assertEquals(new HostReading(7, 24_683_620, 22_134_928, 846_048, 1_000_000, 900_000, null, 2.61, null),
                ProcMeter.parse(MEMORY, "12.54 6.26 2.61 19/364 12557\n", 7));
    }

    @Test
    void whatIsNotThereIsAFault() {
        HostReading nothing = ProcMeter.parse("", "", 7);
        assertEquals(FAULT, nothing.memoryFault());
        assertEquals(FAULT, nothing.loadFault());
        assertEquals(FAULT, ProcMeter.parse("MemTotal: 5 kB\n", "1 2\n", 7).memoryFault());
        assertEquals(FAULT, ProcMeter.parse("MemFree: 5 kB\n", "a b c d\n", 7).loadFault());
        assertEquals(FAULT, ProcMeter.parse("MemTotal: 99999999999999999999 kB\nMemFree: 1 kB\n", "", 7)
                .memoryFault());
        assertNull(ProcMeter.parse(MEMORY, "", 7).memoryFault());
    }

    @Test
    void itReadsOnItsThreadAndAnswersOnTheRing() throws Exception {
        Files.writeString(proc.resolve("meminfo"), MEMORY);
        Files.writeString(proc.resolve("loadavg"), "0.50 0.60 0.70 1/2 3\n");
        CompletableFuture<HostReading> done = new CompletableFuture<>();
        boolean[] ring = new boolean[1];
        ProcMeter meter = new ProcMeter(proc, thread, task -> {
            ring[0] = thread.inside();
            task.run();
        }, () -> 42);
        assertTrue(meter.read(done::complete));
        HostReading reading = done.get(60, TimeUnit.SECONDS);
        assertEquals(new HostReading(42, 24_683_620, 22_134_928, 846_048, 1_000_000, 900_000, null, 0.70, null),
                reading);
        assertTrue(ring[0]);
        assertEquals(reading, meter.latest());
        Files.delete(proc.resolve("loadavg"));
        assertEquals(FAULT, meter.refresh().loadFault());
        assertEquals(FAULT, meter.latest().loadFault());
        thread.shutdown();
        assertFalse(meter.read(r -> {
        }));
    }

    /** The host of this test is a Linux. */
    @Test
    void theRealOneIsRead() {
        HostReading reading = new ProcMeter(Path.of("/proc"), thread, Runnable::run, System::nanoTime).refresh();
        assertNull(reading.memoryFault());
        assertNull(reading.loadFault());
        assertTrue(reading.memoryKb() > reading.memoryFreeKb() && reading.memoryFreeKb() > 0);
        assertTrue(reading.load15() >= 0);
    }
}
