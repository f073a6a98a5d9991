package org.choros.itests.checkers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Checks recorded histories: merges the logs of several processes by time, keeps the order of each, and lets causes
 * (what was sent) go before effects as far as clocks may differ.
 */
public final class HistoryCheck {
    /** A log and how far it is read. */
    private static final class Cursor {
        final List<HistoryEvent> events;
        final int log;
        int at;

        Cursor(List<HistoryEvent> events, int log) {
            this.events = events;
            this.log = log;
        }

        HistoryEvent event() {
            return events.get(at);
        }
    }

    /** Names a client. */
    private record Who(int node, int incarnation, int pid, String group) {
        static Who of(HistoryEvent e, int at) {
            return new Who(e.id(at), e.id(at + 1), e.id(at + 2), e.fields()[at + 3]);
        }
    }

    private static final int VIOLATIONS_MAX = 100;

    private final CheckOptions options;
    private final List<Violation> violations = new ArrayList<>();
    private final Checkers checkers;
    private final Map<Long, Long> starts = new HashMap<>();
    private final Set<Long> killed = new HashSet<>();
    private final Map<Long, Set<Who>> clientsOf = new HashMap<>();
    private final Map<Who, Integer> numbers = new HashMap<>();
    private final Map<Integer, Integer> current = new HashMap<>();
    private final PriorityQueue<Cursor> logs = new PriorityQueue<>(
            Comparator.<Cursor>comparingLong(c -> c.event().timeNs()).thenComparingInt(c -> c.log));
    private final List<HistoryEvent> sent = new ArrayList<>();
    private int nextSent;
    private long late;

    private HistoryCheck(CheckOptions options) {
        this.options = options;
        checkers = new Checkers(options, v -> {
            if (violations.size() < VIOLATIONS_MAX) {
                violations.add(v);
            }
        });
    }

    /**
     * What a history shows.
     *
     * @param seen counts
     * @param lateEvents events of nodes that had started anew when they were written
     * @param violations what did not hold, the first hundred
     */
    public record Result(Checkers.Seen seen, long lateEvents, List<Violation> violations) {
    }

    /**
     * Reads the logs of files and checks them.
     *
     * @param files one of each process
     * @param options what is checked how
     * @return what was found
     * @throws IOException when a file cannot be read
     */
    public static Result ofFiles(List<Path> files, CheckOptions options) throws IOException {
        List<List<String>> logs = new ArrayList<>();
        for (Path file : files) {
            logs.add(Files.readAllLines(file, StandardCharsets.UTF_8));
        }
        return of(logs, options);
    }

    /**
     * Checks logs.
     *
     * @param logs the lines of each process; a last line that was cut by a kill is left out by the caller
     * @param options what is checked how
     * @return what was found
     */
    public static Result of(List<List<String>> logs, CheckOptions options) {
        HistoryCheck check = new HistoryCheck(options);
        for (int i = 0; i < logs.size(); i++) {
            check.add(logs.get(i), i);
        }
        check.run();
        return new Result(check.checkers.seen(), check.late, List.copyOf(check.violations));
    }

    private static long life(int node, int incarnation) {
        return (long) node << 32 | incarnation;
    }

    private void add(List<String> lines, int log) {
        List<HistoryEvent> events = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            HistoryEvent e = HistoryEvent.parse(lines.get(i), "log " + log + " line " + (i + 1));
            switch (e.name()) {
                case "started" -> starts.put(life(e.id(0), e.id(1)), e.timeNs());
                case "stopped" -> {
                    if (Stop.valueOf(e.fields()[2]) == Stop.KILL) {
                        killed.add(life(e.id(0), e.id(1)));
                    }
                }
                default -> {
                    // nothing to know beforehand
                }
            }
            if (e.isOfClient()) {
                clientsOf.computeIfAbsent(life(e.id(0), e.id(1)), k -> new HashSet<>()).add(Who.of(e, 0));
            }
            if (e.name().equals("sent")) {
                sent.add(e);
            } else if (e.name().equals("refused")) {
                takeBack(e);
            } else {
                events.add(e);
            }
        }
        if (!events.isEmpty()) {
            logs.add(new Cursor(events, log));
        }
    }

    private void takeBack(HistoryEvent refused) {
        HistoryEvent last = sent.isEmpty() ? null : sent.get(sent.size() - 1);
        for (int i = 0; last == null || i < 5; i++) {
            if (last == null || !last.fields()[i].equals(refused.fields()[i])) {
                throw new IllegalArgumentException(refused.where() + ": refuses what was not sent last");
            }
        }
        sent.remove(sent.size() - 1);
    }

    /** When a message may be taken to be sent: early, as others may have written down earlier that they got it. */
    private long dueNs(HistoryEvent e) {
        Long start = starts.get(life(e.id(0), e.id(1)));
        if (start == null) {
            throw new IllegalArgumentException(e.where() + ": the history lacks the start of its node");
        }
        return Math.max(e.timeNs() - options.slackNs(), start);
    }

    private void run() {
        sent.sort(Comparator.comparingLong(this::dueNs));
        while (!logs.isEmpty()) {
            Cursor log = logs.poll();
            HistoryEvent e = log.event();
            sendUntil(e.timeNs());
            try {
                feed(e);
            } catch (RuntimeException x) {
                throw new IllegalArgumentException(e.where() + ": " + x.getMessage(), x);
            }
            if (++log.at < log.events.size()) {
                logs.add(log);
            }
        }
    }

    private void sendUntil(long timeNs) {
        while (nextSent < sent.size() && dueNs(sent.get(nextSent)) <= timeNs) {
            HistoryEvent e = sent.get(nextSent);
            Integer client = numbers.get(Who.of(e, 0));
            if (client == null) {
                return;
            }
            nextSent++;
            checkers.sent(e.timeNs(), client, e.id(4), e.hex(5));
        }
    }

    private void feed(HistoryEvent e) {
        long t = e.timeNs();
        switch (e.name()) {
            case "started" -> start(e);
            case "stopped", "quorum" -> {
                if (!Integer.valueOf(e.id(1)).equals(current.get(e.id(0)))) {
                    late++;
                } else if (e.name().equals("stopped")) {
                    checkers.stopped(t, e.id(0), e.id(1), Stop.valueOf(e.fields()[2]));
                } else {
                    checkers.quorum(t, e.id(0), e.id(1), Boolean.parseBoolean(e.fields()[2]), e.ids(3));
                }
            }
            case "opened" -> checkers.opened(t, client(e, 0));
            case "leaving" -> checkers.leaving(t, client(e, 0));
            case "closed" -> checkers.closed(t, client(e, 0));
            case "delivered" -> {
                Who sender = new Who(e.id(4), e.id(5), e.id(6), e.fields()[3]);
                Integer from = numbers.get(sender);
                if (from == null) {
                    checkers.unknown(t, client(e, 0), sender + " number " + e.fields()[7]);
                } else {
                    checkers.delivered(t, client(e, 0), from, e.id(7), e.hex(8));
                }
            }
            case "view" -> checkers.view(t, client(e, 0), e.view(4));
            case "ring" -> checkers.ringTold(t, client(e, 0), e.id(4), e.hex(5), e.ids(6));
            case "healed" -> checkers.healed(t);
            case "settled" -> checkers.settled(t);
            default -> throw new IllegalArgumentException("no such event: " + e.name());
        }
    }

    private void start(HistoryEvent e) {
        int node = e.id(0);
        int incarnation = e.id(1);
        current.put(node, incarnation);
        checkers.started(e.timeNs(), node, incarnation, Storage.valueOf(e.fields()[2]), Long.parseLong(e.fields()[3]));
        if (killed.contains(life(node, incarnation))) {
            checkers.willBeKilled(node, incarnation);
        }
        for (Who who : clientsOf.getOrDefault(life(node, incarnation), Set.of())) {
            numbers.put(who, checkers.client(node, incarnation, who.pid(), who.group()));
        }
    }

    private int client(HistoryEvent e, int at) {
        Integer client = numbers.get(Who.of(e, at));
        if (client == null) {
            throw new IllegalArgumentException("the history lacks the start of its node");
        }
        return client;
    }

    /**
     * Checks files.
     *
     * @param args slack in ms, bound of convergence in ms, and the files
     * @throws IOException when a file cannot be read
     */
    public static void main(String[] args) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 2; i < args.length; i++) {
            files.add(Path.of(args[i]));
        }
        Result result = ofFiles(files, CheckOptions.offline(Long.parseLong(args[0]) * 1_000_000,
                Long.parseLong(args[1]) * 1_000_000, true));
        result.violations().forEach(v -> System.out.println(v.getMessage()));
        System.out.println(result.seen());
        if (!result.violations().isEmpty()) {
            System.exit(1);
        }
    }
}
