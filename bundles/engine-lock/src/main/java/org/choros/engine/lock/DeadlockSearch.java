package org.choros.engine.lock;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Whether a request that has to wait would wait for itself: for somebody who waits for a lock of its own session, over
 * any number of others. Waiting begins with a request and nothing else makes anybody wait, so it is enough to look
 * then. Each place of each queue is looked at twice at most.
 */
final class DeadlockSearch {
    /** How far a queue has been looked through: for those whom everybody stops, for those whom exclusive ones do. */
    private static final class Seen {
        private int all;
        private int exclusive;
    }

    private final Function<Owner, List<Entry>> entriesOf;
    private final Function<String, LockQueue> queueOf;
    private final Map<String, Seen> seen = new HashMap<>();
    private final Set<Owner> sessions = new HashSet<>();
    private final Deque<Owner> open = new ArrayDeque<>();

    /**
     * @param entriesOf what a session holds and waits for
     * @param queueOf the queue of a lock
     */
    DeadlockSearch(Function<Owner, List<Entry>> entriesOf, Function<String, LockQueue> queueOf) {
        this.entriesOf = entriesOf;
        this.queueOf = queueOf;
    }

    /** Whether this one, which waits and is in its queue already, waits for its own session. */
    boolean waitsForItself(Entry waiting) {
        Owner self = Owner.session(waiting);
        if (entriesOf.apply(self).size() == 1) {
            // nobody waits for a session that has nothing else
            return false;
        }
        addBlockers(waiting);
        while (!open.isEmpty()) {
            Owner next = open.remove();
            if (next.equals(self)) {
                return true;
            }
            for (Entry e : entriesOf.apply(next)) {
                if (!e.isHeld()) {
                    addBlockers(e);
                }
            }
        }
        return false;
    }

    private void addBlockers(Entry waiting) {
        List<Entry> queue = queueOf.apply(waiting.name()).entries();
        Seen s = seen.computeIfAbsent(waiting.name(), k -> new Seen());
        int i = waiting.isShared() ? s.exclusive : s.all;
        while (i < queue.size() && queue.get(i) != waiting) {
            Entry before = queue.get(i++);
            // of two shared ones neither waits for the other, but both for an exclusive one
            if (!(waiting.isShared() && before.isShared()) && sessions.add(Owner.session(before))) {
                open.add(Owner.session(before));
            }
        }
        if (waiting.isShared()) {
            s.exclusive = Math.max(s.exclusive, i);
        } else {
            s.all = Math.max(s.all, i);
        }
    }
}
