package org.choros.itests.sim;

/** The one source of chance of a run: a seeded generator that is quick and the same on every JVM. */
final class Chance {
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    Chance(long seed) {
        // neighbours must not walk the same way one step apart
        state = seed;
        state = nextLong() ^ seed << 1;
    }

    /** @return chance that begins here and goes its own way: what it is asked changes nothing of what we say next */
    Chance fork() {
        return new Chance(state);
    }

    long nextLong() {
        state += GAMMA;
        long z = state;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /** @return 0 to bound - 1 */
    int below(int bound) {
        return (int) ((nextLong() >>> 33) % bound);
    }

    /** @return from 0 to less than 1 */
    double unit() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    boolean with(double probability) {
        return probability > 0 && unit() < probability;
    }

    boolean oneIn(int n) {
        return below(n) == 0;
    }

    /** @return from low to less than high */
    long between(long low, long high) {
        return high <= low ? low : low + (long) (unit() * (high - low));
    }

    /** @return from low to high, small ones as likely as large ones in the logarithm */
    long wide(long low, long high) {
        return (long) (low * Math.pow((double) high / low, unit()));
    }

    void fill(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length) {
            long r = nextLong();
            for (int i = 0; i < Long.BYTES && at < bytes.length; i++) {
                bytes[at++] = (byte) r;
                r >>>= Byte.SIZE;
            }
        }
    }
}
