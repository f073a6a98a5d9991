package org.choros.node;

import org.choros.config.SystemSettings;
import org.choros.posix.Errno;
import org.choros.posix.MemoryLock;
import org.choros.posix.PosixException;
import org.choros.spi.log.LogLevel;

/**
 * What a daemon asks of the kernel: memory that stays, and the processor when it is due. Only the ring thread gets
 * real-time priority: a JVM whose every thread had it could starve the host. Nothing here is fatal.
 */
final class Scheduling {
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
        org.choros.posix.Scheduling.set(org.choros.posix.Scheduling.ROUND_ROBIN, priority);
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
