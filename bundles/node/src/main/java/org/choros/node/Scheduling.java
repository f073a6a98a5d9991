package org.choros.node;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

import org.choros.config.SystemSettings;
import org.choros.posix.Errno;
import org.choros.posix.MemoryLock;
import org.choros.posix.PosixException;
import org.choros.spi.log.LogLevel;

/**
 * What a daemon asks of the kernel: memory that stays, and the processor when it is due. Only the ring thread gets
 * real-time priority, and the thread of the JVM that it has to wait for while it collects garbage: a JVM whose every
 * thread had it could starve the host. Nothing here is fatal.
 */
final class Scheduling {
    /** What the ring thread starts works for others: it is not to have its priority. */
    private static final int POLICY = org.choros.posix.Scheduling.ROUND_ROBIN
            | org.choros.posix.Scheduling.RESET_ON_FORK;
    /** HotSpot's thread that stops the others and, of the serial collector, collects. */
    private static final String COLLECTOR = "VM Thread";

    private Scheduling() {
    }

    /** @return whether threads that others depend on are to have real-time priority */
    static boolean wanted(NodeOptions options, SystemSettings system) {
        return options.standalone() && (options.realtime() != null ? options.realtime() : system.schedRr());
    }

    /** Real-time priority for this thread too, if we may: the ring thread has told when we may not. */
    static void follow() {
        try {
            set(org.choros.posix.Scheduling.maxPriority(org.choros.posix.Scheduling.ROUND_ROBIN));
        } catch (PosixException e) {
            return;
        }
    }

    private static void set(int priority) throws PosixException {
        org.choros.posix.Scheduling.set(POLICY, priority);
    }

    static void apply(NodeOptions options, SystemSettings system, RingLoop loop, VotesStore.Log log) {
        if (!options.standalone()) {
            return;
        }
        boolean realtime = wanted(options, system);
        loop.execute(() -> {
            if (realtime) {
                roundRobin(log);
            }
        });
        if (realtime) {
            collector();
        }
        try {
            MemoryLock.limit(MemoryLock.UNLIMITED);
        } catch (PosixException e) {
            log.log(LogLevel.WARNING, "MAIN",
                    "Could not increase RLIMIT_MEMLOCK, not locking memory: " + text(e));
        }
    }

    /** As strerror and errno stand in corosync's lines. */
    private static String text(PosixException e) {
        return switch (e.errno()) {
            case Errno.EPERM -> "Operation not permitted (" + e.errno() + ")";
            case Errno.EINVAL -> "Invalid argument (" + e.errno() + ")";
            default -> e.getMessage() + " (" + e.errno() + ")";
        };
    }

    /** On a busy host the ring would stand until the collector's turn has come. Without the right to it, it has to. */
    private static void collector() {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path thread : threads) {
                if (COLLECTOR.equals(name(thread))) {
                    org.choros.posix.Scheduling.set(Integer.parseInt(thread.getFileName().toString()), POLICY,
                            org.choros.posix.Scheduling.maxPriority(org.choros.posix.Scheduling.ROUND_ROBIN));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // the ring thread has been refused the same, and has told it
            return;
        }
    }

    private static String name(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).trim();
        } catch (IOException e) {
            // it has ended since
            return "";
        }
    }

    private static void roundRobin(VotesStore.Log log) {
        int priority = 0;
        try {
            priority = org.choros.posix.Scheduling.maxPriority(org.choros.posix.Scheduling.ROUND_ROBIN);
            set(priority);
        } catch (PosixException e) {
            log.log(LogLevel.WARNING, "MAIN", "Could not set SCHED_RR at priority " + priority + ": "
                    + text(e));
        }
    }
}
