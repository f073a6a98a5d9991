package org.choros.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.net.NetworkInterface;
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
    void wordsAreAddedToByTheKernel() throws Exception {
        Path path = folder.resolve("words");
        NativeBuffer memory = NativeBuffer.allocate(8);
        try (SharedFile file = SharedFile.create(path, 8192, -1, -1);
                SharedWords words = file.words(8192);
                RandomAccessFile other = new RandomAccessFile(path.toFile(), "rw")) {
            assertThrows(PosixException.class, () -> SharedFile.create(path, 1, -1, -1));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            NativeBuffer mapped = NativeBuffer.of(other.getChannel().map(MapMode.READ_WRITE, 0, 8192));
            assertEquals(0, words.addAndWake(8, 1));
            assertEquals(0, words.addAndWake(8, 2));
            assertEquals(0, words.addAndWake(8, -1));
            assertEquals(2, mapped.buffer().getInt(8));
            assertEquals(8, file.read(memory, 0, 8, 8));
            assertEquals(2, memory.buffer().getInt(0));
            assertEquals(4, file.write(memory, 0, 4, 4096));
            assertEquals(2, mapped.buffer().getInt(4096));
            FutexWaiter waiter = new FutexWaiter(mapped, 4, 0);
            while (!waiter.done() && words.addAndWake(4, 1) == 0) {
                words.addAndWake(4, -1);
                Thread.onSpinWait();
            }
            waiter.join();
            assertThrows(IllegalArgumentException.class, () -> words.addAndWake(4, 2048));
            assertThrows(IllegalArgumentException.class, () -> words.addAndWake(3, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> words.addAndWake(8192, 1));

            other.setLength(4096);
            assertEquals(-Errno.EFAULT, words.addAndWake(4096, 1));
            assertEquals(0, file.read(memory, 0, 8, 4096));
            words.close();
            assertEquals(-Errno.EBADF, words.addAndWake(8, 1));
        }
        assertThrows(PosixException.class, () -> SharedFile.open(folder.resolve("none")));
        assertThrows(PosixException.class, () -> SharedFile.create(folder.resolve("neg"), -1, -1, -1));
        assertFalse(Files.exists(folder.resolve("neg")));
    }

    /** A thread that sleeps on a word while it has a value. */
    private static final class FutexWaiter {
        private final FutureTask<Integer> task;

        FutexWaiter(NativeBuffer memory, int offset, int value) {
            task = new FutureTask<>(() -> Futex.await(memory, offset, value, 60_000_000_000L));
            new Thread(task).start();
        }

        boolean done() {
            return task.isDone();
        }

        void join() throws Exception {
            int result = task.get();
            assertTrue(result == 0 || result == -Errno.EAGAIN, "futex wait answered " + result);
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
        PosixException nobody = assertThrows(PosixException.class,
                () -> Scheduling.set(Integer.MAX_VALUE, Scheduling.OTHER, 0));
        assertEquals("sched_setscheduler(thread 2147483647, policy 0, priority 0): ESRCH", nobody.getMessage());
        MemoryLock.unlockAll();
    }

    @Test
    void interfacesAreUpOrUnknown() throws Exception {
        assertEquals(NetworkInterface.getByName("lo").isUp(), InterfaceFlags.up("lo"));
        for (String unknown : new String[]{"", "no-such-device", "longer-than-a-name-may-be", "lo\0"}) {
            PosixException e = assertThrows(PosixException.class, () -> InterfaceFlags.up(unknown));
            assertEquals(Errno.ENODEV, e.errno());
        }
    }
}
