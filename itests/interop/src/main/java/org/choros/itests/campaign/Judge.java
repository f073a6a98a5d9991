package org.choros.itests.campaign;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

import org.choros.itests.checkers.Address;
import org.choros.itests.checkers.CheckOptions;
import org.choros.itests.checkers.Checkers;
import org.choros.itests.checkers.CpgView;
import org.choros.itests.checkers.Property;
import org.choros.itests.checkers.Reason;
import org.choros.itests.checkers.Stop;
import org.choros.itests.checkers.Storage;
import org.choros.itests.checkers.Violation;

/**
 * Tells the checkers what the witnesses have written down, in batches that end when all is quiet, so that of every
 * message it is known whether anybody has got it.
 *
 * <p>
 * A message that is not answered may be dropped by its sender's daemon, when that begins to synchronise in the moment
 * between; C does so, and it is the interface that has no way to tell. Such a message, which nobody gets, is counted
 * and not demanded. One that was answered is.
 *
 * <p>
 * C finds out who has left from the last configuration change alone. When a synchronisation is broken off by another
 * change, it does not tell its clients of a node that had come back between the two from a ring of its own; what that
 * node sent there never comes; if it is a new daemon, the processes of the old one are said to have ended. Of clients
 * of C nothing else is demanded then.
 */
final class Judge {
    private static final long SLACK_NS = 3_000_000_000L;

    private final Checkers checkers;
    private final Consumer<Violation> sink;
    private final Consumer<String> notes;
    private final Absences absences;
    private final Map<Long, Stay> stays = new HashMap<>();
    private final Map<Integer, Integer> incarnations = new HashMap<>();
    private final Map<Integer, Integer> numbers = new HashMap<>();
    private final Set<Integer> asked = new HashSet<>();
    private final Set<Long> joined = new HashSet<>();
    private final Map<Long, Set<Integer>> seen = new HashMap<>();
    private long accepted;
    private long dropped;

    /** One incarnation of a witness in a group. */
    private static final class Stay {
        private final int client;
        private final int host;
        private final int process;
        private final Map<Integer, Integer> numbers = new HashMap<>();
        private final Map<Integer, Long> tried = new HashMap<>();
        private boolean open = true;

        Stay(int client, int host, int process) {
            this.client = client;
            this.host = host;
            this.process = process;
        }
    }

    Judge(long boundNs, IntPredicate isC, Consumer<Violation> sink, Consumer<String> notes) {
        this.notes = notes;
        this.sink = sink;
        absences = new Absences(isC);
        checkers = new Checkers(CheckOptions.offline(SLACK_NS, boundNs, true), sink);
    }

    long accepted() {
        return accepted;
    }

    long dropped() {
        return dropped;
    }

    /** How often a C daemon has not told its clients that another node was elsewhere. */
    long unnoticed() {
        return absences.count();
    }

    Checkers.Seen seen() {
        return checkers.seen();
    }

    /** Takes all that has happened since the last time, in the order of time. */
    void feed(List<Event> batch) {
        for (Event e : batch) {
            if (e.kind() == 'J') {
                joined.add(e.number(1));
            } else if (e.kind() == 'D') {
                seen.computeIfAbsent(e.number(4), k -> new HashSet<>()).add((int) e.number(5));
            }
        }
        absences.read(batch);
        batch.forEach(this::event);
        seen.clear();
    }

    void healed(long timeNs) {
        checkers.healed(timeNs);
    }

    boolean converged() {
        return checkers.converged();
    }

    void settled(long timeNs) {
        checkers.settled(timeNs);
    }

    private void event(Event e) {
        switch (e.kind()) {
            case Event.STARTED -> {
                int incarnation = incarnations.merge(e.host(), 1, Integer::sum);
                asked.remove(e.host());
                Storage storage = Storage.valueOf(e.words()[0]);
                checkers.started(e.timeNs(), e.host(), incarnation, storage, 0);
            }
            case Event.STOPPED -> checkers.stopped(e.timeNs(), e.host(), incarnations.get(e.host()),
                    Stop.valueOf(e.words()[0]));
            case Event.WITNESS_ENDED -> stays.values().stream()
                    .filter(s -> s.open && s.host == e.host() && s.process == e.integer(0))
                    .forEach(s -> close(e, s));
            case 'G' -> asked.add(e.host());
            case 'Q' -> {
                // not what is left of a daemon that was there before
                if (asked.contains(e.host())) {
                    checkers.quorum(e.timeNs(), e.host(), incarnations.get(e.host()), e.integer(0) == 1, e.ids(3));
                }
            }
            case 'B' -> begin(e);
            case 'P', 'H', 'F', 'J', 'M' -> {
                // says nothing about the cluster
            }
            default -> {
                Stay stay = stays.get(e.number(1));
                if (stay != null) {
                    ofStay(e, stay);
                }
            }
        }
    }

    private void untold(Event e, Stay stay, int node) {
        notes.accept("absence of " + node + " not told before " + e);
        checkers.untold(stay.client, node);
    }

    private void begin(Event e) {
        if (!joined.remove(e.number(1))) {
            return;
        }
        int client = checkers.client(e.host(), incarnations.get(e.host()), e.integer(3), e.words()[4]);
        stays.put(e.number(1), new Stay(client, e.host(), e.process()));
        checkers.opened(e.timeNs(), client);
    }

    private void close(Event e, Stay stay) {
        stay.open = false;
        checkers.closed(e.timeNs(), stay.client);
    }

    private void ofStay(Event e, Stay stay) {
        switch (e.kind()) {
            case 'T' -> tried(e, stay);
            case 'K' -> accepted(e, stay);
            case 'D' -> delivered(e, stay);
            case 'X' -> sink.accept(new Violation(Property.V1, "host " + e.host()
                    + " got what no witness sent: " + e));
            case 'V' -> {
                absences.untold(e).forEach(node -> checkers.untold(stay.client, node));
                checkers.view(e.timeNs(), stay.client, view(e));
            }
            case 'R' -> {
                absences.untold(e).forEach(node -> untold(e, stay, node));
                checkers.ringTold(e.timeNs(), stay.client, e.integer(2), e.number(3), e.ids(4));
            }
            case 'L' -> checkers.leaving(e.timeNs(), stay.client);
            case 'E' -> close(e, stay);
            default -> {
                // U: whether it was sent is seen when somebody gets it
            }
        }
    }

    private void tried(Event e, Stay stay) {
        int seq = e.integer(2);
        stay.tried.put(seq, digest(e, 3));
        if (seen.getOrDefault(e.number(1), Set.of()).contains(seq)) {
            sent(e.timeNs(), stay, seq);
        }
    }

    private void sent(long timeNs, Stay stay, int seq) {
        Long digest = stay.tried.remove(seq);
        if (digest != null) {
            int number = numbers.merge(stay.client, 1, Integer::sum) - 1;
            stay.numbers.put(seq, number);
            checkers.sent(timeNs, stay.client, number, digest);
        }
    }

    private void accepted(Event e, Stay stay) {
        accepted++;
        int seq = e.integer(2);
        if (stay.numbers.containsKey(seq)) {
            return;
        }
        if ("c".equals(e.words()[3])) {
            sent(e.timeNs(), stay, seq);
        } else {
            stay.tried.remove(seq);
            dropped++;
        }
    }

    private void delivered(Event e, Stay receiver) {
        Stay sender = stays.get(e.number(4));
        int seq = (int) e.number(5);
        if (sender != null && !sender.numbers.containsKey(seq)) {
            sent(e.timeNs(), sender, seq);
        }
        Integer number = sender == null ? null : sender.numbers.get(seq);
        if (number == null) {
            sink.accept(new Violation(Property.V1, "host " + e.host() + " got what was not sent, or after all was"
                    + " quiet: " + e));
            return;
        }
        checkers.delivered(e.timeNs(), receiver.client, sender.client, number, digest(e, 6));
    }

    private static long digest(Event e, int lengthWord) {
        return e.number(lengthWord) << 32 | Integer.parseUnsignedInt(e.words()[lengthWord + 1], 16) & 0xFFFF_FFFFL;
    }

    static CpgView view(Event e) {
        List<Address> members = new ArrayList<>();
        changes(e.words()[2]).forEach(c -> members.add(c.address()));
        return new CpgView(members, changes(e.words()[3]), changes(e.words()[4]));
    }

    private static List<CpgView.Change> changes(String text) {
        List<CpgView.Change> changes = new ArrayList<>();
        if (!"-".equals(text)) {
            for (String part : text.split(",")) {
                String[] p = part.split("[:/]");
                Reason reason = p.length < 3 ? Reason.NONE : Reason.values()[Integer.parseInt(p[2])];
                changes.add(new CpgView.Change(new Address(Integer.parseUnsignedInt(p[0]),
                        Integer.parseUnsignedInt(p[1])), reason));
            }
        }
        return changes;
    }
}
