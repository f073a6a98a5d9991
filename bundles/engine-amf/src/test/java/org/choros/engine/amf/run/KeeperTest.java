package org.choros.engine.amf.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.choros.engine.amf.supervise.JobSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes, of all kinds of manners. */
class KeeperTest {
    private static final long FILE_MAX = 11L << 20;

    @TempDir
    Path folder;
    private final Jobs jobs = new Jobs();
    private Keeper keeper;

    @BeforeEach
    void start() {
        keeper = new Keeper("keeper-test", folder.resolve("lock"), jobs);
        assertFalse(keeper.clean(), "it does not know yet");
        keeper.start();
        jobs.awaitTold("changed");
        assertTrue(keeper.clean());
    }

    @AfterEach
    void end() {
        keeper.close();
        // what is left of a process that was killed has gone when the lock is free, or else the next one waits
        Jobs next = new Jobs();
        Keeper after = new Keeper("keeper-after", folder.resolve("lock"), next);
        after.start();
        next.awaitTold("changed");
        after.close();
    }

    /** A word that no other process of this machine has. */
    private String mark() {
        return "86" + ProcessHandle.current().pid() + "" + (System.nanoTime() & 0xFFFF);
    }

    private String outcome(JobSpec.Command command) {
        keeper.run(1, command);
        return jobs.outcome(1);
    }

    @Test
    void aCommandRunsAndEnds() {
        assertEquals("exit status 3", outcome(Jobs.shell("exit 3")));
        assertEquals(List.of("changed", "started 1", "ended 1 exit status 3", "gone 1"), jobs.told());
        keeper.run(2, Jobs.shell("kill -SEGV $$"));
        assertEquals("signal 11", jobs.outcome(2));
        keeper.run(3, Jobs.command("true"));
        assertEquals("exit status 0", jobs.outcome(3));
    }

    @Test
    void whatCannotBeRunSaysWhy() throws IOException {
        Path plain = Files.writeString(folder.resolve("plain"), "x");
        Path script = Files.writeString(folder.resolve("script"), "#!/no/such/interpreter\n");
        assertTrue(script.toFile().setExecutable(true));
        List<JobSpec.Command> bad = List.of(Jobs.command("/no/such/command"), Jobs.command(plain.toString()),
                Jobs.command(folder.toString()), Jobs.command(script.toString()),
                Jobs.as("no-such-user", "", Jobs.command("true")), Jobs.as("", "/no/such/place", Jobs.command("true")));
        List<String> outcomes = new ArrayList<>();
        for (int i = 0; i < bad.size(); i++) {
            keeper.run(i + 1, bad.get(i));
            outcomes.add(jobs.outcome(i + 1));
        }
        assertEquals(List.of("no such file: /no/such/command", "not executable: " + plain, "not a file: " + folder,
                "its interpreter does not exist: " + script, "unknown user no-such-user",
                "directory /no/such/place: No such file or directory"), outcomes);
        keeper.run(9, Jobs.command("no-such-command"));
        assertTrue(jobs.outcome(9).startsWith("no such command: no-such-command is not in /"));
        assertFalse(jobs.told().stream().anyMatch(t -> t.startsWith("started")));
    }

    @Test
    void aCommandHasItsEnvironmentAndNothingElse() {
        keeper.run(1, Jobs.as("", "/usr", Jobs.shell("pwd; env | sort; cat; umask")));
        assertEquals("exit status 0", jobs.outcome(1));
        Jobs.await("its last line", () -> jobs.lines().stream().anyMatch(l -> l.endsWith(": 0022")),
                () -> jobs.lines().toString());
        List<String> lines = jobs.lines().stream().map(l -> l.replaceFirst("^INFO web/web httpd: ", "")).toList();
        assertTrue(lines.contains("/usr"), lines.toString());
        assertTrue(lines.contains("CHOROS_UNIT=web/alpha"), lines.toString());
        assertTrue(lines.stream().anyMatch(l -> l.startsWith("PATH=/")), lines.toString());
        assertFalse(lines.stream().anyMatch(l -> l.startsWith("HOME=")), lines.toString());
    }

    @Test
    void aCommandRunsAsItsUser() {
        assumeTrue(isRoot(), "only root can become somebody else");
        keeper.run(1, Jobs.as("nobody", "/", Jobs.shell("id -un; id -Gn; echo $HOME; test ! -w /etc/passwd")));
        assertEquals("exit status 0", jobs.outcome(1));
        Jobs.await("its lines", () -> jobs.lines().stream().filter(l -> l.contains("nobody")).count() == 1
                && jobs.lines().stream().anyMatch(l -> l.endsWith(": nogroup")), () -> jobs.lines().toString());
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    @Test
    void aGroupIsSignalledAndGoneWhenItsLastProcessIs() {
        String mark = mark();
        keeper.run(1, Jobs.shell("sleep " + mark + " & sleep " + mark + " & exit 0"));
        jobs.awaitTold("ended 1 exit status 0");
        Jobs.await("both run", () -> Jobs.processes(mark).size() == 2);
        assertFalse(jobs.told().contains("gone 1"));
        keeper.kill(1, false);
        jobs.awaitTold("gone 1");
        assertEquals(List.of(), Jobs.processes(mark));
    }

    @Test
    void whoIgnoresTermIsKilled() {
        String mark = mark();
        keeper.run(1, Jobs.shell("trap 'echo deaf' TERM; echo begun; while :; do sleep 0.1; done # " + mark));
        Jobs.await("it has begun", () -> jobs.lines().stream().anyMatch(l -> l.endsWith("begun")));
        keeper.kill(1, false);
        Jobs.await("it has heard", () -> jobs.lines().stream().anyMatch(l -> l.endsWith("deaf")));
        assertFalse(jobs.told().contains("gone 1"));
        keeper.kill(1, true);
        assertEquals("signal 9", jobs.outcome(1));
    }

    @Test
    void whoIsStoppedHearsTerm() {
        keeper.run(1, Jobs.shell("kill -STOP $$; sleep 1000"));
        jobs.awaitTold("started 1");
        keeper.kill(1, false);
        assertEquals("signal 15", jobs.outcome(1));
    }

    /** Signals that come before the command is there are not lost. */
    @Test
    void aSignalAtOnceCounts() {
        for (int i = 1; i <= 20; i++) {
            keeper.run(i, Jobs.command("sleep", "1000"));
            keeper.kill(i, i % 2 == 0);
        }
        for (int i = 1; i <= 20; i++) {
            assertEquals("signal " + (i % 2 == 0 ? 9 : 15), jobs.outcome(i));
        }
    }

    /** Out of its session, and of its parents' hands: the cgroup has it, or its environment tells. */
    @Test
    void whoForksAwayIsFound() {
        forksAway();
    }

    @Test
    void whoForksAwayIsFoundWithoutCgroups() {
        keeper.close();
        keeper = keeper(false);
        Jobs.await("it is said", () -> jobs.lines().stream().anyMatch(l -> l.endsWith(": none are wanted")));
        forksAway();
    }

    /** Who becomes another program shows no environment for a moment, and is not gone for that. */
    @Test
    void whoBecomesOtherProgramsAllTheTimeIsFoundWithoutCgroups() throws IOException {
        keeper.close();
        keeper = keeper(false);
        String mark = mark();
        Path script = Files.writeString(folder.resolve("becomes"),
                "test $1 = 0 && exec sleep " + mark + "; exec sh \"$0\" $(($1 - 1))\n");
        int jobs = 12;
        for (int job = 1; job <= jobs; job++) {
            keeper.run(job, Jobs.shell("setsid sh " + script + " 120 & exit 0"));
        }
        Jobs.await("all have become what they are to be", () -> Jobs.processes(mark).size() == jobs);
        assertEquals(List.of(), this.jobs.told().stream().filter(t -> t.startsWith("gone")).toList());
        for (int job = 1; job <= jobs; job++) {
            keeper.kill(job, true);
            this.jobs.awaitTold("gone " + job);
        }
        assertEquals(List.of(), Jobs.processes(mark));
    }

    private Keeper keeper(boolean cgroups) {
        jobs.told().clear();
        Keeper next = new Keeper("keeper-test", folder.resolve("lock"), cgroups, jobs);
        next.start();
        jobs.awaitTold("changed");
        return next;
    }

    private void forksAway() {
        String mark = mark();
        keeper.run(1, Jobs.shell("setsid sh -c 'setsid sleep " + mark + " & exec sleep " + mark + "' & exit 0"));
        jobs.awaitTold("ended 1 exit status 0");
        Jobs.await("they run", () -> Jobs.processes(mark).size() == 2);
        assertFalse(jobs.told().contains("gone 1"));
        keeper.kill(1, true);
        jobs.awaitTold("gone 1");
        assertEquals(List.of(), Jobs.processes(mark));
    }

    @Test
    void aFloodFillsNeitherDiskNorLogNorHoldsAnybodyUp() throws IOException {
        Path out = folder.resolve("out");
        // 120 MB, and it is not kept waiting until somebody has written them
        String flood = "head -c 120000000 /dev/zero | tr '\\0' 'y'";
        keeper.run(1, Jobs.command(JobSpec.Care.NONE, out.toString(), "sh", "-c", flood));
        assertEquals("exit status 0", jobs.outcome(1));
        Jobs.await("the file tells", () -> IntStream.range(0, 5)
                .anyMatch(i -> text(i == 0 ? out : folder.resolve("out." + i)).contains(" bytes dropped")));
        long bytes = 0;
        for (int i = 0; i < 9; i++) {
            Path file = i == 0 ? out : folder.resolve("out." + i);
            bytes += Files.exists(file) ? Files.size(file) : 0;
            assertTrue(i == 0 || i < 5 || !Files.exists(file));
            assertTrue(!Files.exists(file) || Files.size(file) < FILE_MAX);
        }
        assertTrue(bytes < 60L << 20, bytes + " bytes");

        keeper.run(2, Jobs.shell("yes | head -n 1000000"));
        assertEquals("exit status 0", jobs.outcome(2));
        Jobs.await("the log tells", () -> jobs.lines().stream().anyMatch(l -> l.contains("lines dropped]")));
        assertTrue(jobs.lines().size() < 100_000, jobs.lines().size() + " lines");
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void filesAreRotatedByAllWhoWriteThem() throws IOException {
        Path out = folder.resolve("both");
        for (int job = 1; job <= 2; job++) {
            keeper.run(job, Jobs.command(JobSpec.Care.NONE, out.toString(), "sh", "-c",
                    "for i in 1 2 3 4 5 6 7 8; do head -c 1000000 /dev/zero; sleep 0.05; done; echo; echo end " + job));
        }
        assertEquals("exit status 0", jobs.outcome(1));
        assertEquals("exit status 0", jobs.outcome(2));
        Jobs.await("all is written", () -> {
            String all = text(out) + text(folder.resolve("both.1"));
            return all.contains("end 1") && all.contains("end 2");
        });
        assertTrue(Files.exists(folder.resolve("both.1")));
    }

    @Test
    void aFileThatCannotBeWrittenIsSaidAndHoldsNobodyUp() {
        keeper.run(1, Jobs.command(JobSpec.Care.NONE, "/no/such/folder/file", "sh", "-c", "echo x; exit 4"));
        assertEquals("exit status 4", jobs.outcome(1));
        Jobs.await("it is said", () -> jobs.lines().stream()
                .anyMatch(l -> l.contains("what it prints is lost: /no/such/folder/file: No such file")),
                () -> jobs.lines().toString());
    }

    @Test
    void signsOfLifeAreHeard() {
        String send = "use Socket; socket my $s, AF_UNIX, SOCK_DGRAM, 0 or die; "
                + "send $s, $ARGV[0], 0, pack_sockaddr_un($ENV{NOTIFY_SOCKET}) or die";
        JobSpec.Care beats = new JobSpec.Care(TimeUnit.SECONDS.toNanos(3), 0, List.of(), false);
        keeper.run(1, Jobs.command(beats, "", "sh", "-c", "test $WATCHDOG_USEC = 3000000 || exit 9; for m in "
                + "STATUS=busy 'MAINPID=3\nREADY=1' WATCHDOG=1 WATCHDOG=trigger; do perl -e '" + send
                + "' \"$m\"; done; exec sleep 1000"));
        jobs.awaitTold("beat 1 failed");
        assertEquals(List.of("beat 1 ready", "beat 1 alive", "beat 1 failed"),
                jobs.told().stream().filter(t -> t.startsWith("beat")).toList());
        keeper.kill(1, true);
        assertEquals("signal 9", jobs.outcome(1));
    }

    /** The effect of what has ended is taken back, unless that was done. */
    @Test
    void theLastWillIsExecuted() {
        Path effect = folder.resolve("effect");
        Path other = folder.resolve("other");
        JobSpec.Care makes = new JobSpec.Care(0, TimeUnit.SECONDS.toNanos(20), List.of("rm", effect.toString()),
                false);
        keeper.run(1, Jobs.command(makes, "", "touch", effect.toString(), other.toString()));
        assertEquals("exit status 0", jobs.outcome(1));
        assertTrue(Files.exists(effect));
        keeper.close();
        Jobs.await("it is taken back", () -> !Files.exists(effect));

        restart();
        keeper.run(2, Jobs.command(makes, "", "touch", effect.toString()));
        assertEquals("exit status 0", jobs.outcome(2));
        JobSpec.Care undoes = new JobSpec.Care(0, TimeUnit.SECONDS.toNanos(20), List.of(), true);
        keeper.run(3, Jobs.command(undoes, "", "mv", effect.toString(), other.toString()));
        assertEquals("exit status 0", jobs.outcome(3));
        keeper.run(4, Jobs.command("touch", effect.toString()));
        assertEquals("exit status 0", jobs.outcome(4));
        restart();
        assertTrue(Files.exists(effect), "nobody's any more");
    }

    /** Ends it in order; the next one is there when all that it had to do is done. */
    private void restart() {
        keeper.close();
        keeper = keeper(true);
    }

    @Test
    void anOrderlyEndLetsProcessesEndInOrder() {
        Path saved = folder.resolve("saved");
        JobSpec.Care care = new JobSpec.Care(0, TimeUnit.SECONDS.toNanos(20), List.of(), false);
        keeper.run(1, Jobs.command(care, "", "sh", "-c", "trap 'touch " + saved + "; exit' TERM; echo begun; "
                + "while :; do sleep 0.1; done"));
        Jobs.await("it has begun", () -> jobs.lines().stream().anyMatch(l -> l.endsWith("begun")));
        keeper.close();
        Jobs.await("it has saved", () -> Files.exists(saved));
    }

    @Test
    void whenTheKeeperIsKilledAllEndsAndItGoesOn() throws IOException {
        String mark = mark();
        Path effect = folder.resolve("effect");
        JobSpec.Care makes = new JobSpec.Care(0, TimeUnit.SECONDS.toNanos(20), List.of("rm", effect.toString()),
                false);
        keeper.run(1, Jobs.command(makes, "", "touch", effect.toString()));
        assertEquals("exit status 0", jobs.outcome(1));
        keeper.run(2, Jobs.shell("sleep " + mark + " & exec sleep " + mark));
        jobs.awaitTold("started 2");
        Jobs.await("both run", () -> Jobs.processes(mark).size() == 2);
        kill(parent(Jobs.processes(mark)));
        assertEquals("it has been ended, as the keeper of its processes had died", jobs.outcome(2));
        assertEquals(List.of(), Jobs.processes(mark));
        keeper.run(3, Jobs.shell("exit 5"));
        assertEquals("exit status 5", jobs.outcome(3));
        assertTrue(Files.exists(effect));
        keeper.close();
        Jobs.await("the next one knows the will", () -> !Files.exists(effect));
    }

    /** The keeper: the only parent that is none of them. */
    private static long parent(List<Long> pids) {
        return pids.stream().map(p -> ProcessHandle.of(p).flatMap(ProcessHandle::parent).map(ProcessHandle::pid)
                .orElse(0L)).filter(p -> !pids.contains(p)).findFirst().orElseThrow();
    }

    private static void kill(long pid) {
        assertTrue(ProcessHandle.of(pid).orElseThrow().destroyForcibly());
    }

    /** However a JVM ends, all ends that it has run: in groups, out of them, and effects. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingOutlivesAJvmThatIsKilled(boolean cgroups) throws IOException, InterruptedException {
        String mark = mark();
        Path effect = folder.resolve("effect");
        Process jvm = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx32m",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                DoomedJvm.class.getName(), folder.resolve("doomed").toString(), "mark" + mark, effect.toString(),
                Boolean.toString(cgroups))
                .redirectError(new File("/dev/null")).start();
        try {
            Jobs.await("all run", () -> Jobs.processes(mark).size() == DoomedJvm.PROCESSES && Files.exists(effect),
                    () -> Jobs.processes(mark) + " run");
        } finally {
            jvm.destroyForcibly();
            jvm.waitFor();
        }
        Jobs.await("nothing runs", () -> Jobs.processes(mark).isEmpty(), () -> Jobs.processes(mark) + " run");
        Jobs.await("the effect is taken back", () -> !Files.exists(effect));
    }
}
