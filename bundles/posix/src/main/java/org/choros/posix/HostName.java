package org.choros.posix;

import java.nio.charset.StandardCharsets;

import com.sun.jna.Native;

/** The name of this host as the kernel knows it, uname(2)'s nodename; no resolver is asked. */
public final class HostName {
    private static final int LONGEST = 256;

    private HostName() {
    }

    /** @return the name, possibly with a domain */
    public static String local() throws PosixException {
        byte[] name = new byte[LONGEST];
        if (Calls.gethostname(name, LONGEST - 1) != 0) {
            throw new PosixException("gethostname", LONGEST, Native.getLastError());
        }
        int end = 0;
        while (name[end] != 0) {
            end++;
        }
        return new String(name, 0, end, StandardCharsets.UTF_8);
    }

    private static final class Calls {
        static {
            Native.register(Calls.class, "c");
        }

        private Calls() {
        }

        static native int gethostname(byte[] name, long length);
    }
}
