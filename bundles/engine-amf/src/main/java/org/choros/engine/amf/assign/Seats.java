package org.choros.engine.amf.assign;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.choros.engine.amf.model.Unit;

/** Units with room for so many workloads each, while workloads are being placed. */
final class Seats {
    private final int max;
    private final List<Unit> units;
    private final Map<String, Integer> load = new HashMap<>();

    /** @param units by rank */
    Seats(Collection<Unit> units, int max) {
        this.units = new ArrayList<>(units);
        this.max = max;
    }

    boolean contains(String unit) {
        return units.stream().anyMatch(u -> u.id().equals(unit));
    }

    boolean hasRoom(String unit) {
        return contains(unit) && load.getOrDefault(unit, 0) < max;
    }

    void take(String unit) {
        load.merge(unit, 1, Integer::sum);
    }

    /** As many workloads as there is room for altogether. */
    int room() {
        return (int) Math.min(Integer.MAX_VALUE, (long) max * units.size());
    }

    /** The unit with the fewest workloads, of those the first; null when there is no room but in the given ones. */
    String emptiest(Collection<String> except) {
        String best = null;
        int least = max;
        for (Unit u : units) {
            int n = load.getOrDefault(u.id(), 0);
            if (n < least && !except.contains(u.id())) {
                best = u.id();
                least = n;
            }
        }
        return best;
    }
}
