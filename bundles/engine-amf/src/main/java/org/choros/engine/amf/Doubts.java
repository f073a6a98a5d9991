package org.choros.engine.amf;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * Which nodes may still run what they had, or what nobody here knows of; a part of the ledger. With a fencing command
 * it is that which ends the doubts about nodes that are away. About members of the ring that have lost the service, and
 * about all where there is no such command, time does: an engine that goes takes everything with it.
 */
final class Doubts {
    /** Nodes that may still run what they had when they were lost, and the ring without them. */
    private final SortedMap<Integer, Long> since = new TreeMap<>(Integer::compareUnsigned);
    /** Nodes of which it is sure that they run nothing unknown, while a grace lasts. */
    private final SortedSet<Integer> cleared = new TreeSet<>(Integer::compareUnsigned);
    private long grace;
    /** Who is here, and who of them runs the service; not part of what is carried. */
    private Set<Integer> members = Set.of();
    private Set<Integer> participants = Set.of();

    void here(Set<Integer> all, Set<Integer> running) {
        members = all;
        participants = running;
    }

    void set(SortedMap<Integer, Long> doubts, Set<Integer> clear, long itsGrace) {
        since.putAll(doubts);
        cleared.addAll(clear);
        grace = itsGrace;
    }

    SortedMap<Integer, Long> since() {
        return since;
    }

    SortedSet<Integer> cleared() {
        return cleared;
    }

    long grace() {
        return grace;
    }

    boolean runsService(int node) {
        return participants.contains(node);
    }

    boolean isIn(int node) {
        return since.containsKey(node);
    }

    /** A node may run what it had, from a ring on that is without it or found it to know nothing. */
    void add(int node, long ringSeq) {
        since.putIfAbsent(node, ringSeq);
    }

    /** It is not sure that nobody has run something that nobody here knows of. */
    void graceFrom(long ringSeq) {
        grace = ringSeq;
        cleared.clear();
    }

    /** Whether somebody may run something of which nobody here knows. */
    boolean isUncertain(int node) {
        return grace != 0 && !cleared.contains(node);
    }

    /** Whether a node has still to say that it is clean. */
    boolean awaitsClean(int node) {
        return isIn(node) || isUncertain(node);
    }

    /** It is sure that a node runs nothing but what is in the ledger. */
    void clean(int node) {
        since.remove(node);
        clear(node);
    }

    private void clear(int node) {
        if (grace != 0) {
            cleared.add(node);
        }
    }

    /** When all these are clear, nobody runs anything unknown. */
    void endGrace(Set<Integer> all) {
        if (grace != 0 && cleared.containsAll(all)) {
            grace = 0;
            cleared.clear();
        }
    }

    /** Whether time alone ends the doubt about a node. */
    private boolean isTimed(int node, boolean fencing) {
        return !fencing || members.contains(node) && !participants.contains(node);
    }

    /**
     * The lowest ring sequence since which somebody is in doubt whom time makes sure of; 0 for none.
     *
     * @param all the nodes of the model
     * @param waitedFor whether others wait for what a node has
     */
    long oldest(Set<Integer> all, boolean fencing, IntPredicate waitedFor) {
        boolean any = grace != 0 && (!fencing || all.stream().anyMatch(n -> isUncertain(n) && isTimed(n, true)));
        long oldest = any ? grace : 0;
        for (var e : since.entrySet()) {
            boolean counts = isTimed(e.getKey(), fencing) && waitedFor.test(e.getKey());
            if (counts && (oldest == 0 || Long.compareUnsigned(e.getValue(), oldest) < 0)) {
                oldest = e.getValue();
            }
        }
        return oldest;
    }

    /**
     * The node to be fenced next, one that is away and waited for; 0 for none.
     *
     * @param all the nodes of the model
     * @param waitedFor whether others wait for what a node has
     */
    int toFence(Set<Integer> all, IntPredicate waitedFor) {
        for (int node : since.keySet()) {
            if (!members.contains(node) && waitedFor.test(node)) {
                return node;
            }
        }
        for (int node : all) {
            if (isUncertain(node) && !members.contains(node)) {
                return node;
            }
        }
        return 0;
    }

    /**
     * So much time has passed that nothing runs any more of who was lost with this ring or before.
     *
     * @param all the nodes of the model
     * @return the nodes of which that is so; {@link #over} ends the doubt
     */
    List<Integer> timeOver(long ringSeq, Set<Integer> all, boolean fencing) {
        if (grace != 0 && Long.compareUnsigned(grace, ringSeq) <= 0) {
            if (fencing) {
                all.stream().filter(n -> isTimed(n, true)).forEach(this::clear);
            } else {
                endGrace(Set.of());
            }
        }
        List<Integer> over = new ArrayList<>();
        for (var e : since.entrySet()) {
            if (Long.compareUnsigned(e.getValue(), ringSeq) <= 0 && isTimed(e.getKey(), fencing)) {
                over.add(e.getKey());
            }
        }
        return over;
    }

    /** Nothing is known of a node any more that it could run. */
    void over(int node) {
        // who is here says so itself
        if (!participants.contains(node)) {
            since.remove(node);
        }
    }

    /** Whether what a node had is over, now that it was fenced; it was away since a ring, or before. */
    boolean fenced(int node, long ringSeq) {
        if (participants.contains(node)) {
            return false;
        }
        Long lost = since.get(node);
        boolean over = lost != null && Long.compareUnsigned(lost, ringSeq) <= 0;
        if (over) {
            since.remove(node);
        }
        if (Long.compareUnsigned(grace, ringSeq) <= 0) {
            clear(node);
        }
        return over;
    }
}
