package org.choros.itests.perf.load;

/** Counts latencies in buckets of 1/64 of their magnitude. */
final class Latencies {
    private static final int SUB = 64;
    private static final int SUB_BITS = 6;

    private final long[] buckets = new long[Long.SIZE * SUB];
    private long maxNs;

    void record(long ns) {
        int shift = ns < SUB ? 0 : Long.SIZE - 1 - Long.numberOfLeadingZeros(ns) - SUB_BITS;
        int magnitude = ns < SUB ? 0 : shift + 1;
        buckets[magnitude * SUB + (int) (ns >>> shift & SUB - 1)]++;
        maxNs = Math.max(maxNs, ns);
    }

    /** The longest latency that a bucket counts. */
    private static long boundNs(int bucket) {
        int magnitude = bucket / SUB;
        long low = bucket % SUB;
        return magnitude == 0 ? low : (SUB + low + 1 << magnitude - 1) - 1;
    }

    /** As the line {@code latency} has it: the longest, then each bucket in use with its bound and its count. */
    String text() {
        StringBuilder text = new StringBuilder("max=" + maxNs + " values=");
        String separator = "";
        for (int i = 0; i < buckets.length; i++) {
            if (buckets[i] > 0) {
                text.append(separator).append(boundNs(i)).append(':').append(buckets[i]);
                separator = ",";
            }
        }
        return text.toString();
    }
}
