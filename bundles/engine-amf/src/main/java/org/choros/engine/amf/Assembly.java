package org.choros.engine.amf;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

import org.choros.spi.engine.RingIdentity;
import org.choros.spi.engine.sync.Participant;
import org.choros.spi.engine.sync.SyncOutcome;

/** Those who keep the ledger together on one ring, and what they have said of themselves: the same on all of them. */
final class Assembly {
    private final RingIdentity ring;
    private final int[] members;
    /** By node id, unsigned. */
    private final Map<Integer, AmfNote> notes = new TreeMap<>(Integer::compareUnsigned);
    private final Map<Integer, Boolean> quorate = new TreeMap<>(Integer::compareUnsigned);

    Assembly(SyncOutcome outcome) {
        ring = outcome.change().ring();
        members = outcome.change().members();
        for (Participant p : outcome.participants()) {
            AmfNote note = AmfNote.decode(p.note());
            notes.put(p.nodeId(), note);
            quorate.put(p.nodeId(), note.quorate());
        }
    }

    RingIdentity ring() {
        return ring;
    }

    int[] members() {
        return members;
    }

    Set<Integer> memberSet() {
        Set<Integer> all = new TreeSet<>(Integer::compareUnsigned);
        for (int m : members) {
            all.add(m);
        }
        return all;
    }

    /** Those who run the service. */
    Set<Integer> participants() {
        return notes.keySet();
    }

    Map<Integer, AmfNote> notes() {
        return notes;
    }

    /** The one that speaks for all. */
    int first() {
        return notes.keySet().iterator().next();
    }

    /** The longest that anybody says. */
    int longest(ToIntFunction<AmfNote> of) {
        return notes.values().stream().mapToInt(of).max().orElse(0);
    }

    /** Whose configuration counts when none is in use: the highest version, then the lowest node id. */
    int winner() {
        int winner = first();
        for (Map.Entry<Integer, AmfNote> e : notes.entrySet()) {
            if (Long.compareUnsigned(e.getValue().version(), notes.get(winner).version()) > 0) {
                winner = e.getKey();
            }
        }
        return winner;
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

    /** A member has read its configuration again. */
    void configured(int node, long version, long digest) {
        notes.computeIfPresent(node, (id, n) -> new AmfNote(n.quorate(), n.stopMs(), n.holdMs(), n.boundMs(),
                n.lastEpoch(), version, digest));
    }

    void quorate(int node, boolean now) {
        quorate.replace(node, now);
    }

    /** Those who say that they are not quorate. */
    Set<Integer> inquorate() {
        Set<Integer> not = new TreeSet<>(Integer::compareUnsigned);
        quorate.forEach((node, is) -> {
            if (!is) {
                not.add(node);
            }
        });
        return not;
    }

    boolean allQuorate() {
        return !quorate.containsValue(false);
    }
}
