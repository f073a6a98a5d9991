package org.choros.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.choros.spi.engine.HostPower;
import org.choros.spi.engine.Watchdog;
import org.choros.spi.engine.Watchdog.Answer;
import org.choros.spi.engine.Watchdog.Outcome;
import org.choros.spi.log.LogLevel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The thread that talks to the device; devices are files here. */
class DeviceWatchdogTest {
    private static final int LIMIT_MS = 60_000;

    @TempDir
    private Path folder;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<String> prepared = new CopyOnWriteArrayList<>();
    private final AdminThread thread = new AdminThread("test-watchdog",
            () -> prepared.add(Thread.currentThread().getName()), this::log);
    private final DeviceWatchdog watchdog = new DeviceWatchdog("/dev/none", thread, Runnable::run, this::log);
    private Path device;

    private void log(LogLevel level, String subsystem, String text) {
        lines.add(level.label() + " " + subsystem + " " + text);
    }

    @BeforeEach
    void file() throws Exception {
        device = Files.createFile(folder.resolve("device"));
    }

    @AfterEach
    void end() {
        thread.shutdown();
    }

    private Answer open(String path) throws Exception {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        watchdog.open(path, 6, answer::complete);
        return answer.get(LIMIT_MS, TimeUnit.MILLISECONDS);
    }

    private Answer timeout(int timeoutS) throws Exception {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        watchdog.timeout(timeoutS, answer::complete);
        return answer.get(LIMIT_MS, TimeUnit.MILLISECONDS);
    }

    @Test
    void itIsOpenedTickledAndStoppedOnItsThread() throws Exception {
        assertEquals(new Answer(Outcome.ARMED, "", 6, 6), open(device.toString()));
        assertEquals(List.of("test-watchdog"), prepared);
        watchdog.tickle();
        assertEquals(new Answer(Outcome.ARMED, "", 20, 20), timeout(20));
        watchdog.tickle();
        watchdog.close();
        watchdog.close();
        watchdog.tickle();
        assertTrue(thread.shutdown(LIMIT_MS));
        assertArrayEquals(new byte[]{0, 0, 'V'}, Files.readAllBytes(device));
        assertEquals(List.of(), lines);
    }

    @Test
    void anotherOneTakesItsPlace() throws Exception {
        Path other = Files.createFile(folder.resolve("other"));
        open(device.toString());
        open(other.toString());
        watchdog.tickle();
        assertTrue(thread.shutdown(LIMIT_MS));
        assertArrayEquals(new byte[]{'V'}, Files.readAllBytes(device));
        assertArrayEquals(new byte[]{0}, Files.readAllBytes(other));
    }

    @Test
    void whatCannotBeHad() throws Exception {
        assertEquals(Outcome.MISSING, open(folder.resolve("none").toString()).outcome());
        assertEquals(Outcome.MISSING, open("no\0path").outcome());
        assertEquals(List.of(), lines);
        assertEquals(new Answer(Outcome.REFUSED, "", 6, 6), open(folder.toString()));
        assertEquals(List.of("debug WD open(" + folder + "): EISDIR"), lines);
        assertEquals(new Answer(Outcome.MISSING, "", 20, 20), timeout(20));
        watchdog.tickle();
        watchdog.close();
        assertTrue(thread.shutdown(LIMIT_MS));
    }

    /** {@code /dev/full} takes nothing. */
    @Test
    void whatCannotBeToldIsALine() throws Exception {
        assertEquals(Outcome.ARMED, open("/dev/full").outcome());
        watchdog.tickle();
        timeout(5);
        watchdog.tickle();
        watchdog.close();
        assertTrue(thread.shutdown(LIMIT_MS));
        assertEquals(List.of("error WD Cannot tickle the watchdog: write(/dev/full): ENOSPC",
                "error WD Cannot stop the watchdog, which is going to reset the host: write(/dev/full): ENOSPC"),
                lines);
    }

    /** A device that hangs has one tickle waiting for it, however long it takes. */
    @Test
    void ticklesDoNotPileUp() throws Exception {
        open(device.toString());
        CompletableFuture<Void> hang = new CompletableFuture<>();
        thread.execute(hang::join);
        for (int i = 0; i < 2 * AdminThread.TASKS_MAX; i++) {
            watchdog.tickle();
        }
        hang.complete(null);
        timeout(5);
        watchdog.tickle();
        watchdog.close();
        assertTrue(thread.shutdown(LIMIT_MS));
        assertArrayEquals(new byte[]{0, 0, 'V'}, Files.readAllBytes(device));
        assertEquals(List.of(), lines);
    }

    /** What a device tells before, what it is asked for, what it does then; 0 tells nothing. */
    @ParameterizedTest
    @CsvSource({"60,6,6, 60,6", "6,6,6, 6,6", "60,6,15, 60,15", "60,6,60, 60,60", "0,6,0, 6,6"})
    void timeoutsAreAskedForAndSettled(int before, int wanted, int after, int previous, int settled) {
        List<Integer> asked = new ArrayList<>();
        int[] now = {before};
        assertEquals(new Answer(Outcome.ARMED, "dog", previous, settled),
                DeviceWatchdog.settled("dog", wanted, () -> now[0], seconds -> {
                    asked.add(seconds);
                    now[0] = after;
                }));
        assertEquals(before == wanted ? List.of() : List.of(wanted), asked);
    }

    /** Only a daemon that is alone on its host takes the watchdog of 2.4 unasked. */
    @ParameterizedTest
    @CsvSource({"true,'',/dev/watchdog,true", "true,east,'',true", "false,'','',false", "false,east,'',false"})
    void whoTakesTheHostsOwn(boolean standalone, String instance, String expected, boolean power) {
        NodeOptions options = new NodeOptions("/none", NodeOptions.COROSYNC_CONF, instance, null, null, folder, null,
                null, standalone);
        Map<Class<?>, Object> abilities = new HashMap<>();
        try (HostAbilities host = new HostAbilities(options, instance, false, Runnable::run, this::log)) {
            host.offer(abilities);
            assertEquals(expected, ((Watchdog) abilities.get(Watchdog.class)).defaultDevice());
            assertEquals(power, abilities.containsKey(HostPower.class));
        }
        assertEquals(List.of(), lines);
    }
}
