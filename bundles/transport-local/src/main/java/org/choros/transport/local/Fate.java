package org.choros.transport.local;

import java.time.Duration;

/** What becomes of a packet on a hub. */
public final class Fate {
    /** It arrives at once. */
    public static final Fate PASS = new Fate(0);

    /** It is lost. */
    public static final Fate DROP = new Fate(-1);

    private final long delayNs;

    private Fate(long delayNs) {
        this.delayNs = delayNs;
    }

    /**
     * It arrives later: behind those that are sent and not delayed meanwhile.
     *
     * @param delay how much later; zero is {@link #PASS}
     * @return the fate
     */
    public static Fate delayed(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a packet cannot arrive before it is sent: " + delay);
        }
        return delay.isZero() ? PASS : new Fate(delay.toNanos());
    }

    /** How much later it arrives, 0 at once, negative never. */
    long delayNs() {
        return delayNs;
    }

    /** Both befall it: what is lost is lost, delays add up. */
    Fate and(Fate other) {
        if (this == DROP || other == DROP) {
            return DROP;
        }
        return delayNs == 0 ? other : other.delayNs == 0 ? this : new Fate(delayNs + other.delayNs);
    }

    @Override
    public String toString() {
        return this == DROP ? "lost" : this == PASS ? "passed" : "delayed by " + Duration.ofNanos(delayNs);
    }
}
