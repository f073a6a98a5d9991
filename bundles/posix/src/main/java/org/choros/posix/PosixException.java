package org.choros.posix;

import java.io.IOException;

/** A system call failed; the message names the call, its argument and the error. */
public final class PosixException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    PosixException(String call, Object argument, int errno) {
        super(call + "(" + argument + "): " + Errno.symbol(errno));
        this.errno = errno;
    }

    /** @return the error number, see {@link Errno} */
    public int errno() {
        return errno;
    }
}
