package org.choros.engine.amf.assign;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import org.choros.engine.amf.model.Group;
import org.choros.engine.amf.model.Unit;
import org.choros.engine.amf.model.Workload;
import org.choros.engine.amf.supervise.Role;
import org.choros.engine.amf.supervise.Slot;

/** 2N, N+M, no redundancy: a workload is active in one unit; a unit is active or standby. */
final class ExclusivePlacement {
    private final Group group;
    private final Function<String, Service> service;
    private final Map<Slot, Role> now;
    private final Function<String, String> wish;
    /** Workloads that stay where they are because nothing is moved there. */
    private final Map<String, String> fixed = new HashMap<>();
    private final Map<String, String> active = new HashMap<>();

    ExclusivePlacement(Group group, Function<String, Service> service, Map<Slot, Role> now,
            Function<String, String> wish) {
        this.group = group;
        this.service = service;
        this.now = now;
        this.wish = wish;
    }

    void place(Map<Slot, Role> target) {
        for (Workload w : group.workloads()) {
            String unit = has(w, Role.ACTIVE, Service.KEEP);
            if (unit != null) {
                fixed.put(w.id(), unit);
            }
        }
        active.putAll(fixed);
        List<Workload> free = group.workloads().stream().filter(w -> !fixed.containsKey(w.id())).toList();
        Set<Unit> used = activeUnits(free);
        Seats seats = new Seats(byRank(used), group.maxActive());
        place(free, seats, Role.ACTIVE, this::preferred, active);
        active.forEach((w, u) -> target.put(new Slot(w, u), Role.ACTIVE));
        Map<String, String> standby = standby();
        standby.forEach((w, u) -> target.put(new Slot(w, u), Role.STANDBY));
    }

    private String preferred(Workload w) {
        String wished = wish.apply(w.id());
        return wished != null ? wished : current(w, Role.STANDBY);
    }

    /** The first unit of a kind that has a workload in a role, or null. */
    private String has(Workload w, Role role, Service kind) {
        for (Unit u : group.units()) {
            if (service.apply(u.id()) == kind && now.get(new Slot(w.id(), u.id())) == role) {
                return u.id();
            }
        }
        return null;
    }

    /** Where it may stay; with auto-adjust nowhere. */
    private String current(Workload w, Role role) {
        return group.autoAdjust() ? null : has(w, role, Service.IN);
    }

    private List<Unit> byRank(Set<Unit> units) {
        return group.units().stream().filter(units::contains).toList();
    }

    /** Wished for first, then those that are active, then as many more as there are workloads without one. */
    private Set<Unit> activeUnits(List<Workload> free) {
        Set<Unit> used = new LinkedHashSet<>();
        int limit = group.active() - (int) fixed.values().stream().distinct().count();
        Map<String, Integer> held = new HashMap<>();
        Map<String, Integer> takeOver = new HashMap<>();
        int homeless = 0;
        for (Workload w : free) {
            Unit wished = usable(wish.apply(w.id()));
            if (wished != null && used.size() < limit) {
                used.add(wished);
            }
            String unit = current(w, Role.ACTIVE);
            if (unit != null) {
                held.merge(unit, 1, Integer::sum);
            } else {
                homeless++;
                String next = current(w, Role.STANDBY);
                takeOver.merge(next == null ? "" : next, 1, Integer::sum);
            }
        }
        List<Unit> in = group.units().stream().filter(u -> service.apply(u.id()) == Service.IN).toList();
        in.stream().filter(u -> held.containsKey(u.id()))
                .sorted(Comparator.comparingInt(u -> -held.get(u.id()))).forEach(u -> add(used, u, limit));
        int most = Math.min(limit, used.size() + homeless);
        in.stream().sorted(Comparator.<Unit>comparingInt(u -> -takeOver.getOrDefault(u.id(), 0))
                .thenComparingInt(u -> isStandby(u) ? 1 : 0)).forEach(u -> add(used, u, most));
        return used;
    }

    private static void add(Set<Unit> used, Unit u, int limit) {
        if (used.size() < limit) {
            used.add(u);
        }
    }

    private Unit usable(String unit) {
        Unit u = unit == null ? null : group.unit(unit);
        return u != null && service.apply(unit) == Service.IN ? u : null;
    }

    private boolean isStandby(Unit u) {
        return !group.autoAdjust() && group.workloads().stream()
                .anyMatch(w -> now.get(new Slot(w.id(), u.id())) == Role.STANDBY);
    }

    /** Those of low rank go without when there is no room for all; of the others who can stay stays. */
    private void place(List<Workload> all, Seats seats, Role role, Function<Workload, String> preferred,
            Map<String, String> placed) {
        List<Workload> left = new ArrayList<>();
        for (Workload w : all.subList(0, Math.min(all.size(), seats.room()))) {
            String stays = current(w, role);
            String wished = role == Role.ACTIVE ? wish.apply(w.id()) : null;
            boolean moves = wished != null && !wished.equals(stays) && seats.contains(wished);
            if (stays != null && !moves && seats.hasRoom(stays)) {
                seats.take(stays);
                placed.put(w.id(), stays);
            } else {
                left.add(w);
            }
        }
        for (Workload w : left) {
            String first = preferred.apply(w);
            String unit = first != null && seats.hasRoom(first) ? first : seats.emptiest(List.of());
            if (unit != null) {
                seats.take(unit);
                placed.put(w.id(), unit);
            }
        }
    }

    private Map<String, String> standby() {
        Map<String, String> standby = new HashMap<>();
        if (group.standby() == 0) {
            return standby;
        }
        List<Workload> free = new ArrayList<>();
        Map<String, Integer> held = new HashMap<>();
        for (Workload w : group.workloads()) {
            String unit = has(w, Role.STANDBY, Service.KEEP);
            if (!active.containsKey(w.id())) {
                continue;
            }
            if (unit != null && !active.containsValue(unit)) {
                standby.put(w.id(), unit);
            } else {
                free.add(w);
                String stays = current(w, Role.STANDBY);
                if (stays != null) {
                    held.merge(stays, 1, Integer::sum);
                }
            }
        }
        int limit = group.standby() - (int) standby.values().stream().distinct().count();
        Set<Unit> used = new LinkedHashSet<>();
        group.units().stream().filter(u -> service.apply(u.id()) == Service.IN && !active.containsValue(u.id()))
                .sorted(Comparator.comparingInt(u -> -held.getOrDefault(u.id(), 0)))
                .forEach(u -> add(used, u, limit));
        place(free, new Seats(byRank(used), group.maxStandby()), Role.STANDBY, w -> null, standby);
        return standby;
    }
}
