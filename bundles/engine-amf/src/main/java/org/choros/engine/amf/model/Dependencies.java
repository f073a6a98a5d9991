package org.choros.engine.amf.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which workload comes after which. */
final class Dependencies {
    private Dependencies() {
    }

    /** Each behind those that it comes after, as early as its place allows. Who is in a cycle comes last. */
    static List<Workload> sorted(List<Workload> workloads) {
        Map<String, Workload> left = new LinkedHashMap<>();
        workloads.forEach(w -> left.put(w.id(), w));
        List<Workload> sorted = new ArrayList<>(workloads.size());
        boolean found = true;
        while (found) {
            found = false;
            for (Workload w : left.values()) {
                if (w.after().stream().noneMatch(left::containsKey)) {
                    sorted.add(w);
                    left.remove(w.id());
                    found = true;
                    break;
                }
            }
        }
        sorted.addAll(left.values());
        return List.copyOf(sorted);
    }

    /**
     * @return a way from one workload to itself, the first one repeated at the end; empty when there is no cycle
     */
    static List<String> cycle(List<Workload> workloads) {
        Map<String, Workload> byId = new LinkedHashMap<>();
        workloads.forEach(w -> byId.put(w.id(), w));
        // what is left when everything that waits for nothing is taken away has a cycle in it
        boolean taken = true;
        while (taken) {
            taken = byId.values().removeIf(w -> w.after().stream().noneMatch(byId::containsKey));
        }
        if (byId.isEmpty()) {
            return List.of();
        }
        Set<String> way = new LinkedHashSet<>();
        String at = byId.keySet().iterator().next();
        while (way.add(at)) {
            at = byId.get(at).after().stream().filter(byId::containsKey).findFirst().orElseThrow();
        }
        List<String> cycle = new ArrayList<>(way);
        cycle = new ArrayList<>(cycle.subList(cycle.indexOf(at), cycle.size()));
        cycle.add(at);
        return cycle;
    }
}
