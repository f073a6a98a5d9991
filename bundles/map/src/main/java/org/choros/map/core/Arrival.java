package org.choros.map.core;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.choros.cpg.CpgMember;

/** A state on its way in. It holds what its sender has stated, at most. */
final class Arrival {
    private final CpgMember sender;
    private final List<MapMessage.Keyed> items = new ArrayList<>();
    private final Set<String> keys = new HashSet<>();
    private MapMessage.Header header;
    private int next;
    private boolean complete;

    Arrival(CpgMember sender) {
        this.sender = sender;
    }

    /** Takes a piece; says whether it was the next one of the sender's, and is right. */
    boolean add(CpgMember from, MapMessage.Chunk chunk) {
        if (complete || !from.equals(sender) || chunk.number() != next) {
            return false;
        }
        MapMessage.Header stated = next == 0 ? chunk.header() : header;
        long after = (long) items.size() + chunk.items().size();
        if (after > stated.items() || chunk.last() != (after == stated.items())) {
            return false;
        }
        for (MapMessage.Keyed each : chunk.items()) {
            if (!keys.add(each.key())) {
                return false;
            }
        }
        header = stated;
        items.addAll(chunk.items());
        next++;
        complete = chunk.last();
        return true;
    }

    boolean complete() {
        return complete;
    }

    MapState state(MapLimits limits, boolean remembers, StateId id) {
        return new MapState(limits, remembers, id, header, items);
    }
}
