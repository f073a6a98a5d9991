package org.choros.itests.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.choros.itests.checkers.LockChecks;

/**
 * Judges V11 from the logs of all programs. All of this machine's processes have one monotonic clock; the order of two
 * events is still not that in which they were noted, as a program may stand still in between. So a lock counts as
 * granted from the moment in which its holder has begun to ask for the first promise: whoever got it after him asked
 * for his first promise later, whatever stands still for how long.
 */
final class LockJudge {
    private record Event(long timeNs, String[] words) {
    }

    private final List<Event> events = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final LockChecks checks = new LockChecks(true, true, v -> violations.add(v.getMessage()));
    private final Map<String, Long> highest = new HashMap<>();
    private final Set<String> tokens = new HashSet<>();
    private final Map<Long, String> clients = new HashMap<>();

    /** All that a program has written. */
    void read(Path log) {
        try {
            String text = Files.readString(log);
            // what a killed program was writing does not count
            text.substring(0, text.lastIndexOf('\n') + 1).lines().map(l -> l.split(" ", 2))
                    .forEach(w -> events.add(new Event(Long.parseLong(w[0]), w[1].split(" "))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A program has been killed, and is dead by now; its clients are those of the next few numbers. */
    void killed(int who) {
        for (int i = who; i < who + 10; i++) {
            events.add(new Event(System.nanoTime(), new String[]{"ended", Integer.toString(i)}));
        }
    }

    /** Judges all that was read; answers what does not hold. */
    List<String> judge() {
        events.sort(Comparator.comparingLong(Event::timeNs));
        events.forEach(this::feed);
        return violations;
    }

    long granted() {
        return checks.granted();
    }

    private void feed(Event e) {
        String[] w = e.words();
        switch (w[0]) {
            case "asked" -> {
                clients.put(Long.parseLong(w[1]), w[2]);
                checks.asked(e.timeNs(), Long.parseLong(w[1]), Integer.parseInt(w[2]), w[3], Boolean.parseBoolean(w[4]),
                        Boolean.parseBoolean(w[5]));
            }
            case "told" -> told(w);
            // on which ring is not known here
            case "granted" -> checks.granted(e.timeNs(), Long.parseLong(w[1]), Long.parseUnsignedLong(w[2], 16), true,
                    "unknown");
            case "promised" -> checks.promised(e.timeNs(), Long.parseLong(w[1]), Long.parseLong(w[2]));
            case "over" -> checks.over(e.timeNs(), Long.parseLong(w[1]), Boolean.parseBoolean(w[2]));
            case "ended" -> checks.ended(e.timeNs(), Integer.parseInt(w[1]));
            default -> throw new IllegalStateException(w[0]);
        }
    }

    /** Whoever has never asked for a promise: no two have the same token, and who gets another gets a higher one. */
    private void told(String[] w) {
        long token = Long.parseUnsignedLong(w[2], 16);
        if (!tokens.add(w[2])) {
            violations.add("token " + w[2] + " was given twice, the second time to request " + w[1]);
        }
        Long before = highest.put(clients.get(Long.parseLong(w[1])), token);
        if (before != null && Long.compareUnsigned(token, before) <= 0) {
            violations.add("request " + w[1] + " has token " + w[2] + ", and its client had a higher one before");
        }
    }
}
