package org.choros.engine.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.choros.spi.engine.RingIdentity;
import org.choros.spi.engine.sync.Participant;
import org.choros.spi.engine.sync.SyncOutcome;

/** Those who keep the table together on one ring, and what they have said of themselves: the same on all of them. */
final class Assembly {
    private final RingIdentity ring;
    private final int[] members;
    /** By node id, unsigned. */
    private final Map<Integer, LockNote> notes = new TreeMap<>(Integer::compareUnsigned);
    private final Map<Integer, Boolean> quorate = new TreeMap<>(Integer::compareUnsigned);
    private final int first;

    Assembly(SyncOutcome outcome) {
        ring = outcome.change().ring();
        members = outcome.change().members();
        for (Participant p : outcome.participants()) {
            LockNote note = LockNote.decode(p.note());
            notes.put(p.nodeId(), note);
            quorate.put(p.nodeId(), note.quorate());
        }
        first = notes.keySet().iterator().next();
    }

    RingIdentity ring() {
        return ring;
    }

    int[] members() {
        return members;
    }

    int size() {
        return notes.size();
    }

    /** The one that speaks for all. */
    int first() {
        return first;
    }

    /** The longest that anybody wants. */
    int leaseMs() {
        int longest = 0;
        for (LockNote note : notes.values()) {
            if (Integer.compareUnsigned(note.leaseMs(), longest) > 0) {
                longest = note.leaseMs();
            }
        }
        return longest;
    }

    /** Those whose last epoch this was. */
    Set<Integer> sworn(long epoch) {
        Set<Integer> sworn = new TreeSet<>();
        notes.forEach((node, note) -> {
            if (note.lastEpoch() == epoch) {
                sworn.add(node);
            }
        });
        return sworn;
    }

    void quorate(int node, boolean now) {
        quorate.replace(node, now);
    }

    boolean allQuorate() {
        return !quorate.containsValue(false);
    }

    /** Those who are not, as text. */
    List<String> inquorate() {
        List<String> nodes = new ArrayList<>();
        quorate.forEach((node, is) -> {
            if (!is) {
                nodes.add(Integer.toUnsignedString(node));
            }
        });
        return nodes;
    }
}
