package org.choros.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.choros.engine.mon.MonFactory;
import org.choros.engine.wd.WdFactory;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.engine.RingIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.netty.channel.epoll.Epoll;

/** The services mon and wd in a node with its threads: what they ask of the host is answered. */
@Timeout(120)
class HostServicesTest {
    private static final String MEMORY = "resources.system.memory_used.";

    @TempDir
    private Path folder;
    private Daemon daemon;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Epoll.isAvailable(), "clients need epoll");
        daemon = new Daemon(folder, 1, Daemon.freePort()).start();
        daemon.awaitRing(1);
    }

    @AfterEach
    void end() {
        daemon.close();
    }

    private void put(String key, MapValue value) {
        daemon.ask(core -> {
            core.map().put(key, value);
            return true;
        }, false);
    }

    private long number(String key) {
        return daemon.ask(core -> core.map().getLong(key, -1), -1L);
    }

    @Test
    void theHostIsMeasuredAgainAndAgainWhileTheServiceIsThere() {
        MonFactory mon = new MonFactory();
        put(MEMORY + "max", MapValue.str("100"));
        daemon.plugins.add(mon, Map.of());
        daemon.await("loaded mon", () -> daemon.said("loaded: corosync resource monitoring service [6]"));
        // the first reading is there when the engine begins
        long first = number(MEMORY + "last_updated");
        assertTrue(first > 0 && number(MEMORY + "current") > 0);
        assertEquals(-1, number("runtime.services.mon.0.tx"));
        put(MEMORY + "poll_period", MapValue.u64(500));
        daemon.await("measured again", () -> number(MEMORY + "last_updated") > first);
        long second = number(MEMORY + "last_updated");
        daemon.await("measured a third time", () -> number(MEMORY + "last_updated") > second);
        put(MEMORY + "max", MapValue.str("0"));
        daemon.await("failed", () -> daemon.said("MON Fsm:memory_used event \"failure\""));
        daemon.plugins.remove(mon);
        assertEquals(0, number(MEMORY + "last_updated"));
    }

    @Test
    void theWatchdogIsTickledAndToldOfAnOrderlyEnd() throws IOException {
        Path device = Files.createFile(folder.resolve("device"));
        put("resources.watchdog_device", MapValue.str(device.toString()));
        put("resources.watchdog_timeout", MapValue.u32(2));
        daemon.plugins.add(new WdFactory(), Map.of());
        daemon.await("loaded wd", () -> daemon.said("loaded: corosync watchdog service [7]"));
        daemon.await("opened it", () -> daemon.said("info WD Watchdog " + device + " is now being tickled"));
        daemon.await("tickled it", () -> bytes(device).length >= 1);
        assertEquals(0, daemon.stop().status());
        assertTrue(daemon.said("magically closing the watchdog."));
        byte[] written = bytes(device);
        byte[] expected = new byte[written.length];
        expected[expected.length - 1] = 'V';
        assertArrayEquals(expected, written);
    }

    /** A node that is killed has not said that it means it: the host is to be reset. */
    @Test
    void theWatchdogIsNotStoppedByAnyOtherEnd() throws IOException {
        Path device = Files.createFile(folder.resolve("device"));
        put("resources.watchdog_device", MapValue.str(device.toString()));
        daemon.plugins.add(new WdFactory(), Map.of());
        daemon.await("opened it", () -> daemon.said("is now being tickled"));
        daemon.control().die("by a test");
        assertEquals(255, daemon.node().end().join().status());
        for (byte b : bytes(device)) {
            assertEquals(0, b);
        }
    }

    /** Nothing is opened unless it is asked for: this node is a guest here, and of dialect 2. */
    @Test
    void noDeviceIsTakenUnasked() {
        daemon.plugins.add(new WdFactory(), Map.of());
        daemon.await("loaded wd", () -> daemon.said("loaded: corosync watchdog service [7]"));
        assertTrue(daemon.said("warning WD Watchdog not enabled by configuration"));
        assertFalse(daemon.said("/dev/watchdog"));
        assertEquals(List.of(), daemon.lines.stream().filter(l -> l.startsWith("error")).toList());
        assertFalse(RingIdentity.NONE.equals(daemon.ask(core -> core.operationalRing(), RingIdentity.NONE)));
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
