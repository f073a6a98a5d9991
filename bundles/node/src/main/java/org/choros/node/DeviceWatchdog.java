package org.choros.node;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

import org.choros.posix.PosixException;
import org.choros.posix.WatchdogDevice;
import org.choros.spi.engine.Watchdog;
import org.choros.spi.log.LogLevel;

/**
 * A watchdog device. A thread of its own talks to it, as some take seconds to answer: neither the ring nor what the
 * admin thread stores for it may wait for that, and no tickle may wait for them.
 */
final class DeviceWatchdog implements Watchdog {
    private static final String WD = "WD";

    private final String defaultDevice;
    private final AdminThread thread;
    private final Executor ring;
    private final VotesStore.Log log;
    private final AtomicBoolean tickling = new AtomicBoolean();
    // of its thread
    private WatchdogDevice device;
    private boolean mute;

    /**
     * @param defaultDevice see {@link #defaultDevice()}
     * @param thread talks to the device
     * @param ring takes answers to the ring thread
     * @param log takes what goes wrong
     */
    DeviceWatchdog(String defaultDevice, AdminThread thread, Executor ring, VotesStore.Log log) {
        this.defaultDevice = defaultDevice;
        this.thread = thread;
        this.ring = ring;
        this.log = log;
    }

    @Override
    public String defaultDevice() {
        return defaultDevice;
    }

    @Override
    public void open(String name, int timeoutS, Consumer<Answer> done) {
        thread.execute(() -> {
            Answer answer = opened(name, timeoutS);
            ring.execute(() -> done.accept(answer));
        });
    }

    private Answer opened(String name, int timeoutS) {
        disarm();
        mute = false;
        try {
            Path path = Path.of(name);
            if (!Files.isWritable(path)) {
                return without(Outcome.MISSING, timeoutS);
            }
            device = WatchdogDevice.open(path);
        } catch (InvalidPathException e) {
            return without(Outcome.MISSING, timeoutS);
        } catch (PosixException e) {
            log.log(LogLevel.DEBUG, WD, e.getMessage());
            return without(Outcome.REFUSED, timeoutS);
        }
        Answer answer = settled(device.identity(), timeoutS, device::timeout, device::setTimeout);
        device.enable();
        return answer;
    }

    private static Answer without(Outcome outcome, int timeoutS) {
        return new Answer(outcome, "", timeoutS, timeoutS);
    }

    /**
     * Sets a timeout where it is another one.
     *
     * @param identity the device's name for itself
     * @param wantedS the wanted timeout in seconds
     * @param told asks the device for its timeout, 0 where it tells none
     * @param set sets it, as near as the device can
     * @return what it is then
     */
    static Answer settled(String identity, int wantedS, IntSupplier told, IntConsumer set) {
        int before = told.getAsInt();
        if (before != wantedS) {
            set.accept(wantedS);
        }
        int now = told.getAsInt();
        return new Answer(Outcome.ARMED, identity, before == 0 ? wantedS : before, now == 0 ? wantedS : now);
    }

    @Override
    public void timeout(int timeoutS, Consumer<Answer> done) {
        thread.execute(() -> {
            Answer answer = device == null
                    ? without(Outcome.MISSING, timeoutS)
                    : settled(device.identity(), timeoutS, device::timeout, device::setTimeout);
            ring.execute(() -> done.accept(answer));
        });
    }

    @Override
    public void tickle() {
        // those that wait for a slow device are as good as one
        if (tickling.compareAndSet(false, true) && !thread.offer(this::tickled)) {
            tickling.set(false);
        }
    }

    private void tickled() {
        tickling.set(false);
        if (device == null) {
            return;
        }
        try {
            device.keepAlive();
            mute = false;
        } catch (PosixException e) {
            if (!mute) {
                log.log(LogLevel.ERROR, WD, "Cannot tickle the watchdog: " + e.getMessage());
            }
            mute = true;
        }
    }

    @Override
    public void close() {
        thread.execute(this::disarm);
    }

    private void disarm() {
        if (device == null) {
            return;
        }
        try {
            device.disarm();
        } catch (PosixException e) {
            log.log(LogLevel.ERROR, WD, "Cannot stop the watchdog, which is going to reset the host: "
                    + e.getMessage());
        }
        device.close();
        device = null;
    }
}
