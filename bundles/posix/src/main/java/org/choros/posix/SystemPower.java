package org.choros.posix;

import com.sun.jna.Native;

/** Restarts the machine or switches it off, reboot(2): at once, without asking anybody or writing anything back. */
public final class SystemPower {
    private static final int RB_AUTOBOOT = 0x0123_4567;
    private static final int RB_POWER_OFF = 0x4321_FEDC;

    private SystemPower() {
    }

    /**
     * Restarts the machine.
     *
     * @throws PosixException EPERM without the right to; otherwise there is no return
     */
    public static void reboot() throws PosixException {
        call(RB_AUTOBOOT);
    }

    /**
     * Switches the machine off.
     *
     * @throws PosixException EPERM without the right to; otherwise there is no return
     */
    public static void powerOff() throws PosixException {
        call(RB_POWER_OFF);
    }

    static void call(int command) throws PosixException {
        if (Calls.reboot(command) != 0) {
            throw new PosixException("reboot", Integer.toHexString(command), Native.getLastError());
        }
    }

    private static final class Calls {
        static {
            Native.register(Calls.class, "c");
        }

        private Calls() {
        }

        static native int reboot(int command);
    }
}
