package org.choros.engine.amf.supervise;

/**
 * How a job has ended.
 *
 * @param status its exit status; 0 is good
 * @param text how it ended, for people: {@code exit status 3}, {@code signal 9}, {@code no such file}
 */
public record Outcome(int status, String text) {
    /** It ended well. */
    public static final Outcome OK = new Outcome(0, "exit status 0");

    private static final int SIGNALLED = 128;
    private static final int NOT_RUN = 127;

    /**
     * @param status an exit status
     * @return the outcome
     */
    public static Outcome exit(int status) {
        return status == 0 ? OK : new Outcome(status, "exit status " + status);
    }

    /**
     * @param signal the number of a signal
     * @return the outcome
     */
    public static Outcome signal(int signal) {
        return new Outcome(SIGNALLED + signal, "signal " + signal);
    }

    /**
     * @param why why it could not be run at all
     * @return the outcome
     */
    public static Outcome notRun(String why) {
        return new Outcome(NOT_RUN, why);
    }

    /** @return whether it ended well */
    public boolean good() {
        return status == 0;
    }
}
