package org.choros.posix;

/** Makes the exceptions that a kernel of tests throws; their constructor is not public. */
public final class Fault {
    private Fault() {
    }

    /**
     * @param call which call fails
     * @param errno why
     * @return the exception
     */
    public static PosixException of(String call, int errno) {
        return new PosixException(call, "as the test wants it", errno);
    }
}
