package org.choros.itests.sim;

/** A property does not hold: its name, what happened, the seed of the run, and the trace of its last moments. */
public final class SimException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long seed;
    private final String property;
    private final String text;
    private final String trace;

    SimException(String property, String text) {
        this(0, property, text, "", null);
    }

    SimException(long seed, String property, String text, String trace, Throwable cause) {
        super("seed=" + seed + " " + property + ": " + text, cause);
        this.seed = seed;
        this.property = property;
        this.text = text;
        this.trace = trace;
    }

    /** @return the seed that gives this run again */
    public long seed() {
        return seed;
    }

    /** @return the property that does not hold: V1 to V10, or what the simulator calls it */
    public String property() {
        return property;
    }

    /** @return what happened */
    public String text() {
        return text;
    }

    /** @return the last events before it, a line each; empty when nobody asked for them */
    public String trace() {
        return trace;
    }
}
