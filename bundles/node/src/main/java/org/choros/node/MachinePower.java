package org.choros.node;

import org.choros.posix.PosixException;
import org.choros.posix.SystemPower;
import org.choros.spi.engine.HostPower;
import org.choros.spi.log.LogLevel;

/** Restarts the machine that we run on, or switches it off; on a new thread, which nothing that hangs can hold up. */
final class MachinePower implements HostPower {
    private final VotesStore.Log log;

    /** A call that does not return when it succeeds. */
    @FunctionalInterface
    private interface Call {
        void run() throws PosixException;
    }

    /**
     * @param log takes a line when we may not
     */
    MachinePower(VotesStore.Log log) {
        this.log = log;
    }

    @Override
    public void reboot() {
        run("choros-reboot", SystemPower::reboot);
    }

    @Override
    public void powerOff() {
        run("choros-power-off", SystemPower::powerOff);
    }

    private void run(String name, Call call) {
        Thread thread = new Thread(() -> {
            try {
                call.run();
            } catch (PosixException e) {
                log.log(LogLevel.ALERT, "WD", "The host goes on although it must not: " + e.getMessage());
            }
        }, name);
        thread.setDaemon(true);
        thread.start();
    }
}
