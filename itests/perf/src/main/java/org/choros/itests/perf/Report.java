package org.choros.itests.perf;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What one program says of one run.
 *
 * @param values of its line {@code result}, empty before it has come
 * @param maxNs the longest latency
 * @param latencies how many took at most so many nanoseconds, and longer than those before
 */
record Report(Map<String, String> values, long maxNs, NavigableMap<Long, Long> latencies) {

    private static final int HEX = 16;

    /** Takes the line {@code latency}. */
    static Report begin(String line) {
        Map<String, String> words = words(line);
        NavigableMap<Long, Long> counts = new TreeMap<>();
        String list = words.getOrDefault("values", "");
        for (String pair : list.isEmpty() ? new String[0] : list.split(",")) {
            String[] parts = pair.split(":");
            counts.put(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
        }
        return new Report(Map.of(), Long.parseLong(words.get("max")), counts);
    }

    /** Takes the line {@code result}. */
    Report complete(String line) {
        return new Report(words(line), maxNs, latencies);
    }

    private static Map<String, String> words(String line) {
        Map<String, String> words = new HashMap<>();
        for (String word : line.split(" ")) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                words.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return words;
    }

    boolean whole() {
        return !values.isEmpty();
    }

    long number(String name) {
        return Long.parseLong(values.get(name));
    }

    /** The digest of all senders and counts in the order of delivery. */
    long order() {
        return Long.parseUnsignedLong(values.get("order"), HEX);
    }
}
