package org.choros.itests.clients;

import java.util.List;
import java.util.stream.Collectors;

/** What is different in two texts, for the message of a failure: what is left without the same beginning and end. */
final class Difference {
    private static final int LINES_MAX = 60;

    private Difference() {
    }

    static String of(String theirs, String ours) {
        List<String> a = theirs.lines().toList();
        List<String> b = ours.lines().toList();
        int from = 0;
        while (from < a.size() && from < b.size() && a.get(from).equals(b.get(from))) {
            from++;
        }
        int same = 0;
        while (same < a.size() - from && same < b.size() - from
                && a.get(a.size() - 1 - same).equals(b.get(b.size() - 1 - same))) {
            same++;
        }
        String before = lines("  ", a.subList(Math.max(0, from - 3), from));
        return "line " + (from + 1) + "\n" + before + lines("C: ", a.subList(from, a.size() - same))
                + lines("Choros: ", b.subList(from, b.size() - same));
    }

    private static String lines(String prefix, List<String> lines) {
        return lines.stream().limit(LINES_MAX).map(l -> prefix + l + "\n").collect(Collectors.joining());
    }
}
