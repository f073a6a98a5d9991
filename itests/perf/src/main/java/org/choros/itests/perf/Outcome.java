package org.choros.itests.perf;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What came of one run, of all hosts together.
 *
 * @param perSecond messages delivered a second at the slowest receiver
 * @param bytesPerSecond the same in bytes
 * @param messages how many were sent in the whole run, and delivered to everybody
 * @param p50Us half of the latencies are below, in microseconds; 0 where none are measured
 * @param p99Us 99 % are below
 * @param p999Us 99.9 % are below
 * @param maxUs the longest
 * @param daemonUs processor time of a host's daemon for a message, in microseconds
 * @param programUs processor time of a host's program for a message
 */
record Outcome(double perSecond, double bytesPerSecond, long messages, double p50Us, double p99Us, double p999Us,
        double maxUs, double daemonUs, double programUs) {

    private static final double NS_PER_S = 1e9;
    private static final double NS_PER_US = 1e3;

    static Outcome of(List<Report> reports) throws RunFailedException {
        long sent = reports.stream().mapToLong(r -> r.number("sent")).sum();
        for (Report r : reports) {
            if (r.number("delivered") != sent) {
                throw new RunFailedException("host " + r.number("node") + " got " + r.number("delivered") + " of "
                        + sent + " messages", null);
            }
            if (r.order() != reports.get(0).order()) {
                throw new RunFailedException("host " + r.number("node") + " got the messages in another order", null);
            }
        }
        NavigableMap<Long, Long> latencies = new TreeMap<>();
        reports.forEach(r -> r.latencies().forEach((ns, n) -> latencies.merge(ns, n, Long::sum)));
        long maxNs = reports.stream().mapToLong(Report::maxNs).max().orElse(0);
        double seconds = reports.get(0).number("ns") / NS_PER_S;
        long delivered = reports.stream().mapToLong(r -> r.number("messages")).min().orElseThrow();
        long bytes = reports.stream().mapToLong(r -> r.number("bytes")).min().orElseThrow();
        double deliveries = Math.max(1, reports.stream().mapToLong(r -> r.number("messages")).sum());
        return new Outcome(delivered / seconds, bytes / seconds, sent,
                quantileUs(latencies, 0.5, maxNs), quantileUs(latencies, 0.99, maxNs),
                quantileUs(latencies, 0.999, maxNs),
                maxNs / NS_PER_US,
                reports.stream().mapToLong(r -> r.number("daemon_us")).sum() / deliveries,
                reports.stream().mapToLong(r -> r.number("own_us")).sum() / deliveries);
    }

    private static double quantileUs(NavigableMap<Long, Long> latencies, double share, long maxNs) {
        long total = latencies.values().stream().mapToLong(Long::longValue).sum();
        long wanted = (long) Math.ceil(total * share);
        long seen = 0;
        for (Map.Entry<Long, Long> bucket : latencies.entrySet()) {
            seen += bucket.getValue();
            if (seen >= wanted) {
                // a bucket's bound may be beyond what was measured
                return Math.min(bucket.getKey(), maxNs) / NS_PER_US;
            }
        }
        return 0;
    }
}
