package org.choros.itests.campaign;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

import org.choros.itests.checkers.Reason;

/**
 * Finds what C does not tell: a member of a client's ring was elsewhere before the client's next ring, which has it
 * again, and no view has said that its node was down.
 */
final class Absences {
    /** The last rings of a daemon. */
    private static final class Way {
        private String now;
        private String before;
    }

    /** What a client was told since its last ring. */
    private static final class Told {
        private String ring;
        private int[] members = {};
        private final List<Event> views = new ArrayList<>();
        /** The nodes with processes in its group, by its last view before that ring. */
        private final Set<Integer> inhabited = new HashSet<>();
    }

    private final IntPredicate isC;
    private final Map<Integer, Way> ways = new HashMap<>();
    private final Map<Long, Told> clients = new HashMap<>();
    private final Map<Event, List<Integer>> untold = new IdentityHashMap<>();
    /** The nodes that were said to be down, by the client and since its last ring. */
    private final Map<Long, Set<Integer>> down = new HashMap<>();
    /** The nodes that were said to be down on the way to a ring, by host and ring. */
    private final Map<String, Set<Integer>> missed = new HashMap<>();
    private long count;

    Absences(IntPredicate isC) {
        this.isC = isC;
    }

    /** How often something was not told. */
    long count() {
        return count;
    }

    /** Reads what has happened since the last time, in the order of time. */
    void read(List<Event> batch) {
        untold.clear();
        batch.forEach(this::readMissed);
        for (Event e : batch) {
            switch (e.kind()) {
                case Event.STARTED -> ways.put(e.host(), new Way());
                case 'B' -> clients.put(e.number(1), new Told());
                case 'E' -> clients.remove(e.number(1));
                case 'V' -> clients.computeIfAbsent(e.number(1), k -> new Told()).views.add(e);
                case 'R' -> ring(e, clients.computeIfAbsent(e.number(1), k -> new Told()));
                default -> {
                    // says nothing about rings
                }
            }
        }
    }

    private void readMissed(Event e) {
        switch (e.kind()) {
            case 'B', 'E' -> down.remove(e.number(1));
            case 'V' -> down.computeIfAbsent(e.number(1), k -> new HashSet<>()).addAll(down(e));
            case 'R' -> {
                Set<Integer> said = down.remove(e.number(1));
                if (said != null) {
                    missed.computeIfAbsent(way(e.host(), key(e)), k -> new HashSet<>()).addAll(said);
                }
            }
            default -> {
                // says nothing about rings
            }
        }
    }

    private static Set<Integer> down(Event view) {
        return Judge.view(view).left().stream().filter(c -> c.reason() == Reason.NODEDOWN)
                .map(c -> c.address().node()).collect(Collectors.toSet());
    }

    private static String key(Event ring) {
        return ring.words()[2] + "." + ring.words()[3];
    }

    private static String way(int host, String ring) {
        return host + " " + ring;
    }

    /** The nodes whose absence the client is not told with the next ring, for a view before it or the ring itself. */
    List<Integer> untold(Event event) {
        return untold.getOrDefault(event, List.of());
    }

    private void ring(Event e, Told client) {
        String key = key(e);
        Way own = ways.get(e.host());
        if (!key.equals(own.now)) {
            own.before = own.now;
            own.now = key;
        }
        if (key.equals(client.ring)) {
            return;
        }
        if (client.ring != null && isC.test(e.host())) {
            List<Integer> nodes = elsewhere(e, client, key);
            if (!nodes.isEmpty()) {
                count++;
                untold.put(e, nodes);
                client.views.forEach(v -> untold.put(v, nodes));
            }
        }
        client.ring = key;
        client.members = e.ids(4);
        client.views.forEach(v -> {
            client.inhabited.clear();
            Judge.view(v).members().forEach(a -> client.inhabited.add(a.node()));
        });
        client.views.clear();
    }

    private List<Integer> elsewhere(Event e, Told client, String key) {
        Set<Integer> told = new HashSet<>();
        client.views.forEach(v -> told.addAll(down(v)));
        Set<Integer> inhabited = new HashSet<>(client.inhabited);
        client.views.forEach(v -> Judge.view(v).members().forEach(a -> inhabited.add(a.node())));
        Set<Integer> next = new HashSet<>();
        for (int id : e.ids(4)) {
            next.add(id);
        }
        List<Integer> nodes = new ArrayList<>();
        for (int member : client.members) {
            Way way = ways.get(member);
            // both may have been told the same two rings, and one of them that the other was down on the way
            boolean along = (client.ring.equals(way.now) || key.equals(way.now) && client.ring.equals(way.before))
                    && !missed(member, key).contains(e.host()) && !isParted(e.host(), member, client.members, key);
            if (!along && next.contains(member) && inhabited.contains(member) && !told.contains(member)) {
                nodes.add(member);
            }
        }
        return nodes;
    }

    // A third one was told that one of the two was down, and not the other: they cannot have been together.
    private boolean isParted(int host, int member, int[] members, String key) {
        for (int third : members) {
            Set<Integer> said = missed(third, key);
            if (third != host && third != member && said.contains(host) != said.contains(member)) {
                return true;
            }
        }
        return false;
    }

    private Set<Integer> missed(int host, String key) {
        return missed.getOrDefault(way(host, key), Set.of());
    }
}
