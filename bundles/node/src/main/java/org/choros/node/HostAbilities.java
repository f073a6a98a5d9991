package org.choros.node;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executor;

import org.choros.spi.engine.HostMeter;
import org.choros.spi.engine.HostPower;
import org.choros.spi.engine.Watchdog;
import org.choros.spi.log.LogLevel;

/**
 * What a node does with the host that it runs on, for the services mon and wd. Its two threads begin with the first
 * thing that is asked of them. For the admin thread.
 */
final class HostAbilities implements AutoCloseable {
    private static final Path PROC = Path.of("/proc");
    /** What corosync 2.4 opens when its configuration names no other. */
    private static final String DEVICE = "/dev/watchdog";
    private static final long CLOSE_LIMIT_MS = 2_000;

    private final VotesStore.Log log;
    private final AdminThread meterThread;
    private final AdminThread watchdogThread;
    private final ProcMeter meter;
    private final Watchdog watchdog;
    private final HostPower power;

    /**
     * @param options how the node was started
     * @param instance what separates it from other nodes on this host, empty for the only one
     * @param realtime whether our threads must not be kept waiting for a processor: what they do late looks like a
     *            host that has failed
     * @param ring takes answers to the ring thread
     * @param log takes lines
     */
    HostAbilities(NodeOptions options, String instance, boolean realtime, Executor ring, VotesStore.Log log) {
        this.log = log;
        String suffix = instance.isEmpty() ? "" : "-" + instance;
        Runnable first = realtime ? Scheduling::follow : () -> {
        };
        meterThread = new AdminThread("choros-meter" + suffix, first, log);
        watchdogThread = new AdminThread("choros-watchdog" + suffix, first, log);
        meter = new ProcMeter(PROC, meterThread, ring, System::nanoTime);
        // One of several nodes, or a guest in somebody else's process, takes the host's only watchdog by name alone.
        watchdog = new DeviceWatchdog(options.standalone() && instance.isEmpty() ? DEVICE : "", watchdogThread, ring,
                log);
        power = options.standalone() ? new MachinePower(log) : null;
    }

    void offer(Map<Class<?>, Object> abilities) {
        abilities.put(HostMeter.class, meter);
        abilities.put(Watchdog.class, watchdog);
        if (power != null) {
            abilities.put(HostPower.class, power);
        }
    }

    /** An engine is going to be loaded: it finds the host as it is now. */
    void refresh() {
        meter.refresh();
    }

    /** Ends; waits until the watchdog has been told what it was to be told last. */
    @Override
    public void close() {
        meterThread.shutdown();
        if (!watchdogThread.shutdown(CLOSE_LIMIT_MS)) {
            log.log(LogLevel.ERROR, "WD", "The watchdog does not answer, and may reset the host.");
        }
    }
}
