package org.choros.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Futexes, files, scheduling and ids against the real kernel. */
final class ProcessTest {
    @TempDir
    Path folder;

    @Test
    void futexWakesAWaiterThroughAnotherMapping() throws Exception {
        Path file = folder.resolve("word");
        try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
            f.setLength(64);
            NativeBuffer here = NativeBuffer.of(f.getChannel().map(MapMode.READ_WRITE, 0, 64));
            NativeBuffer there = NativeBuffer.of(f.getChannel().map(MapMode.READ_WRITE, 0, 64));
            assertEquals(-Errno.EAGAIN, Futex.await(here, 8, 1, 0));
            assertEquals(-Errno.ETIMEDOUT, Futex.await(here, 8, 0, 1_000_000));
            FutureTask<Integer> waiter = new FutureTask<>(() -> Futex.await(there, 8, 0, 60_000_000_000L));
            new Thread(waiter).start();
            while (!waiter.isDone() && Futex.wake(here, 8, 1) == 0) {
                Thread.onSpinWait();
            }
            assertEquals(0, waiter.get());
            assertThrows(IllegalArgumentException.class, () -> Futex.wake(here, 3, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> Futex.wake(here, 64, 1));
        }
    }

    /** A hostile peer may cut the file below us: the futex call must say so and not kill the process. */
    @Test
    void futexOnATruncatedMappingIsAnError() throws Exception {
        Path file = folder.resolve("cut");
        try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
            f.setLength(4096);
            NativeBuffer memory = NativeBuffer.of(f.getChannel().map(MapMode.READ_WRITE, 0, 4096));
            f.setLength(0);
            assertEquals(-Errno.EFAULT, Futex.wake(memory, 8, 1));
        }
    }

    @Test
    void modeAndOwnerChange() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        FileOwner.mode(file, 0640);
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        FileOwner.change(file, Processes.uid(), Processes.gid());
        assertEquals(Processes.uid(), Files.getAttribute(file, "unix:uid"));
        PosixException missing = assertThrows(PosixException.class,
                () -> FileOwner.mode(folder.resolve("none"), 0600));
        assertEquals("chmod(" + folder.resolve("none") + ", 0600): ENOENT", missing.getMessage());
        assertEquals(Errno.ENOENT, assertThrows(PosixException.class,
                () -> FileOwner.change(folder.resolve("none"), 1, 1)).errno());
    }

    @Test
    void idsAreThoseOfThisProcess() throws Exception {
        assertEquals(ProcessHandle.current().pid(), Processes.pid());
        assertEquals(Files.getAttribute(folder, "unix:uid"), Processes.effectiveUid());
        assertTrue(Processes.alive(Processes.pid()));
        assertTrue(Processes.alive(1));
        assertFalse(Processes.alive(0));
        assertFalse(Processes.alive(-1));
        Process child = new ProcessBuilder("true").start();
        child.waitFor();
        assertFalse(Processes.alive((int) child.pid()));
        assertEquals(Files.readString(Path.of("/proc/sys/kernel/hostname")).trim(), HostName.local());
    }

    @Test
    void schedulingKnowsItsRangesAndRefusesNonsense() throws Exception {
        assertEquals(99, Scheduling.maxPriority(Scheduling.ROUND_ROBIN));
        assertEquals(1, Scheduling.minPriority(Scheduling.ROUND_ROBIN));
        assertThrows(PosixException.class, () -> Scheduling.maxPriority(77));
        FutureTask<Integer> own = new FutureTask<>(() -> {
            Scheduling.set(Scheduling.OTHER, 0);
            Scheduling.nice(19);
            return Scheduling.policy();
        });
        new Thread(own).start();
        assertEquals(Scheduling.OTHER, own.get());
        PosixException bad = assertThrows(PosixException.class, () -> Scheduling.set(Scheduling.ROUND_ROBIN, 1000));
        assertEquals("sched_setscheduler(policy 2, priority 1000): EINVAL", bad.getMessage());
        MemoryLock.unlockAll();
    }
}
