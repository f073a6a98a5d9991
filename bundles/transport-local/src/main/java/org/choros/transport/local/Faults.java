package org.choros.transport.local;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;

/** What is wrong with a hub at the moment; another one for each change. For all threads. */
final class Faults {
    static final Faults NONE = new Faults(Set.of(), null, null);

    private final Set<Long> cuts;
    private final Fault fault;
    private final DelayLine line;

    /**
     * @param fault null for none
     * @param line for packets that are delayed
     */
    private Faults(Set<Long> cuts, Fault fault, DelayLine line) {
        this.cuts = cuts;
        this.fault = fault;
        this.line = line;
    }

    private static Long way(int from, int to) {
        return (long) from << 32 | to & 0xFFFF_FFFFL;
    }

    Faults cut(int from, int to, boolean cut, DelayLine delays) {
        Set<Long> changed = new HashSet<>(cuts);
        if (cut) {
            changed.add(way(from, to));
        } else {
            changed.remove(way(from, to));
        }
        return changed.isEmpty() && fault == null ? NONE : new Faults(Set.copyOf(changed), fault, delays);
    }

    Faults with(Fault other, DelayLine delays) {
        return cuts.isEmpty() && other == null ? NONE : new Faults(cuts, other, delays);
    }

    /** Whether a packet arrives now; a delayed one is kept here. */
    boolean pass(Port from, Port to, ByteBuffer packet, boolean token) {
        Fate fate = Fate.PASS;
        if (cuts.contains(way(from.nodeId(), to.nodeId()))) {
            fate = Fate.DROP;
        } else if (fault != null) {
            fate = fault.fate(new Crossing(from.nodeId(), to.nodeId(), from.number(), token),
                    packet.asReadOnlyBuffer());
        }
        if (fate.delayNs() == 0) {
            return true;
        }
        if (fate.delayNs() < 0) {
            line.lost();
        } else {
            line.add(from, to, packet, fate.delayNs());
        }
        return false;
    }
}
