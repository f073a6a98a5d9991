package org.choros.config;

/** A system call of the host failed; the message is strerror's text. */
public final class HostFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final int errno;

    /**
     * @param text what strerror says, for example {@code No such file or directory}
     * @param errno the number, for example 2
     */
    public HostFault(String text, int errno) {
        super(text, null, false, false);
        this.errno = errno;
    }

    /** @return the error number */
    public int errno() {
        return errno;
    }
}
