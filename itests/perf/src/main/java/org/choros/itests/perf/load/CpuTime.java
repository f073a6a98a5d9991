package org.choros.itests.perf.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** User and system time of the daemon and of this process between the edges of what is measured. */
final class CpuTime {
    /** The kernel tells it in hundredths of a second, whatever its own clock. */
    private static final long US_PER_TICK = 10_000;
    private static final int USER = 11;

    private final long daemon;
    private long daemonUs;
    private long ownUs;
    private int edges;

    CpuTime(long daemon) {
        this.daemon = daemon;
    }

    /** Looks at the time at each of the two edges, once it is reached. */
    void sample(boolean begun, boolean ended) {
        if (edges == 0 && begun || edges == 1 && ended) {
            edges++;
            daemonUs = us(daemon == 0 ? "" : Long.toString(daemon)) - daemonUs;
            ownUs = us("self") - ownUs;
        }
    }

    private static long us(String pid) {
        if (pid.isEmpty()) {
            return 0;
        }
        try {
            String stat = Files.readString(Path.of("/proc", pid, "stat"));
            String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(words[USER]) + Long.parseLong(words[USER + 1])) * US_PER_TICK;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean begun() {
        return edges > 0;
    }

    boolean complete() {
        return edges == 2;
    }

    long daemonUs() {
        return daemonUs;
    }

    long ownUs() {
        return ownUs;
    }
}
