package org.choros.engine.amf.assign;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

import org.choros.engine.amf.model.Group;
import org.choros.engine.amf.model.Unit;
import org.choros.engine.amf.model.Workload;
import org.choros.engine.amf.supervise.Role;
import org.choros.engine.amf.supervise.Slot;

/** N-way-active: a workload is active in several units. */
final class ManyPlacement {
    private final Group group;
    private final Function<String, Service> service;
    private final Map<Slot, Role> now;
    private final Function<String, String> wish;
    private final Seats seats;

    ManyPlacement(Group group, Function<String, Service> service, Map<Slot, Role> now, Function<String, String> wish) {
        this.group = group;
        this.service = service;
        this.now = now;
        this.wish = wish;
        seats = new Seats(group.units().stream().filter(u -> service.apply(u.id()) == Service.IN).toList(),
                group.maxActive());
    }

    void place(Map<Slot, Role> target) {
        Map<String, Set<String>> of = new TreeMap<>();
        for (Workload w : group.workloads()) {
            Set<String> units = new LinkedHashSet<>();
            of.put(w.id(), units);
            String wished = wish.apply(w.id());
            if (wished != null && seats.hasRoom(wished)) {
                units.add(wished);
                seats.take(wished);
            }
            for (Unit u : group.units()) {
                keep(w, u, units);
            }
        }
        for (int copies = 1; copies <= group.active(); copies++) {
            for (Workload w : group.workloads()) {
                Set<String> units = of.get(w.id());
                String unit = units.size() < copies ? seats.emptiest(units) : null;
                if (unit != null) {
                    seats.take(unit);
                    units.add(unit);
                }
            }
        }
        of.forEach((w, units) -> units.forEach(u -> target.put(new Slot(w, u), Role.ACTIVE)));
    }

    private void keep(Workload w, Unit u, Set<String> units) {
        if (now.get(new Slot(w.id(), u.id())) != Role.ACTIVE || units.contains(u.id())) {
            return;
        }
        if (service.apply(u.id()) == Service.KEEP) {
            units.add(u.id());
        } else if (!group.autoAdjust() && units.size() < group.active() && seats.hasRoom(u.id())) {
            seats.take(u.id());
            units.add(u.id());
        }
    }
}
