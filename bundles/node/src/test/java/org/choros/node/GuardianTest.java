package org.choros.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a guardian is told, and how it ends; a shell that writes down what it hears stands in for it. */
class GuardianTest {
    private static final long PATIENCE_S = 60;

    @TempDir
    Path folder;
    private final List<String> log = new CopyOnWriteArrayList<>();

    private Guardian start(String script, long tokenMs) {
        return new Guardian("guardian-test", List.of("sh", "-c", script), System::nanoTime, tokenMs,
                (level, subsystem, text) -> log.add(level.label() + " " + subsystem + " " + text));
    }

    private String recorder() {
        return "echo $$ > " + folder.resolve("pid") + "; cat > " + folder.resolve("heard") + "; echo end > "
                + folder.resolve("end");
    }

    private List<String> heard() {
        try {
            Path file = folder.resolve("heard");
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static void await(String what, BooleanSupplier state) {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!state.getAsBoolean()) {
            assertTrue(System.nanoTime() - endNs < 0, "not in time: " + what);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    @Test
    void hearsWhatIsSaidLastAndThatWeLive() {
        try (Guardian guardian = start(recorder(), 100)) {
            guardian.say("leave 1");
            await("the line", () -> heard().contains("leave 1"));
            guardian.say("leave 2");
            await("the next line", () -> heard().contains("leave 2"));
            long signs = heard().stream().filter(l -> l.startsWith("alive ")).count();
            await("more signs of life",
                    () -> heard().stream().filter(l -> l.startsWith("alive ")).count() > signs + 2);
        }
    }

    /** Often: the end of the pipe may not overtake the signal. */
    @RepeatedTest(20)
    void anOrderlyEndKillsIt() throws IOException {
        Guardian guardian = start(recorder(), 100);
        guardian.say("leave 1");
        await("the line", () -> heard().contains("leave 1"));
        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).trim());
        guardian.close();
        await("its end", () -> ProcessHandle.of(pid).map(p -> !p.isAlive()).orElse(true));
        assertTrue(Files.notExists(folder.resolve("end")), "it did not get to the end of its input");
        assertEquals(List.of(), log);
    }

    /** A node that has broken off has died, though its process goes on for a while. */
    @Test
    void aReleasedOneHearsTheEndOfTheNode() {
        Guardian guardian = start(recorder(), 100_000);
        guardian.say("leave 1");
        guardian.release();
        await("the end of its input", () -> Files.exists(folder.resolve("end")));
        assertEquals("leave 1", heard().get(heard().size() - 2));
        assertTrue(heard().get(heard().size() - 1).startsWith("alive "));
    }

    @Test
    void saysOnceThatThereIsNone() {
        try (Guardian gone = start("exit 3", 100)) {
            await("the line", () -> !log.isEmpty());
            assertTrue(log.get(0).contains("it has ended with status 3"), log.toString());
        }
        try (Guardian missing = new Guardian("guardian-test", List.of("no-such-program-anywhere"), System::nanoTime,
                100, (level, subsystem, text) -> log.add(text))) {
            missing.say("leave 1");
            await("the line", () -> log.size() == 2);
            assertTrue(log.get(1).contains("No guardian"), log.toString());
        }
    }

    @Test
    void namesEveryEndOfEveryLink() throws IOException {
        GuardianLines lines = new GuardianLines(1000);
        lines.from(InetAddress.getByName("10.0.0.1"), 5405);
        lines.to(InetAddress.getByName("10.0.0.2"), 5405);
        lines.to(InetAddress.getByName("10.0.0.3"), 5405);
        lines.from(InetAddress.getByName("fe80::1%1"), 5407);
        lines.to(InetAddress.getByName("fd00::2"), 5407);
        assertEquals("leave 750 00ff from 10.0.0.1 5405 to 10.0.0.2 5405 to 10.0.0.3 5405"
                + " from fe80:0:0:0:0:0:0:1 5407 to fd00:0:0:0:0:0:0:2 5407", lines.leave(new byte[]{0, -1}));
    }

    @Test
    void nobodyToTellIsSilence() throws IOException {
        GuardianLines lines = new GuardianLines(1000);
        lines.from(InetAddress.getByName("10.0.0.1"), 5405);
        assertEquals(GuardianLines.SILENCE, lines.leave(new byte[]{1}));
        assertEquals(12_451_190, GuardianLines.uptimeMs("12451.19 13490.37\n"));
    }
}
