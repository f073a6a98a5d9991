package org.choros.engine.amf.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What groups and workloads say they come after, as ids of workloads, without cycles. */
final class References {
    private final List<Group> groups;
    private final List<ConfSection> sections;
    private final ConfFaults faults;

    References(List<Group> groups, List<ConfSection> sections, ConfFaults faults) {
        this.groups = groups;
        this.sections = sections;
        this.faults = faults;
    }

    /** The groups, names replaced by ids. */
    List<Group> resolved() {
        List<Group> done = new ArrayList<>();
        List<Workload> all = new ArrayList<>();
        for (Group g : groups) {
            List<Workload> workloads = new ArrayList<>();
            for (Workload w : g.workloads()) {
                SortedSet<String> requires = ids(g, w.id(), "requires", w.requires());
                SortedSet<String> after = ids(g, w.id(), "after", w.after());
                after.addAll(requires);
                workloads.add(new Workload(w.id(), w.rank(), w.attributes(), List.copyOf(after),
                        List.copyOf(requires)));
            }
            all.addAll(workloads);
            done.add(new Group(g.name(), g.redundancy(), g.units(), Collections.unmodifiableList(workloads),
                    g.components(), g.active(), g.standby(), g.maxActive(), g.maxStandby(), g.autoAdjust(),
                    g.quorumNeeded(), g.recovery()));
        }
        List<String> cycle = Dependencies.cycle(all);
        if (!cycle.isEmpty()) {
            for (ConfSection s : sections) {
                String group = s.text("name", "");
                faults.blame(s.isDeclared() && cycle.stream().anyMatch(w -> w.startsWith(group + '/')) ? group : "");
            }
            faults.add(ModelReader.SECTION + ": workloads wait for each other: " + String.join(" after ", cycle)
                    + ": take one of these out");
        }
        return done;
    }

    private SortedSet<String> ids(Group of, String workload, String key, List<String> names) {
        SortedSet<String> ids = new TreeSet<>();
        for (String name : names) {
            int before = ids.size();
            for (Group g : groups) {
                for (Workload w : g.workloads()) {
                    if (w.id().equals(name) || g.name().equals(name)) {
                        ids.add(w.id());
                    }
                }
            }
            if (ids.size() == before && !ids.contains(name)) {
                section(of).fault(key, "workload " + workload + " waits for \"" + name
                        + "\", which is neither a group nor a group/workload; groups are " + groupNames());
            }
        }
        return ids;
    }

    private ConfSection section(Group of) {
        for (ConfSection s : sections) {
            if (s.text("name", "").equals(of.name())) {
                return s;
            }
        }
        throw new IllegalStateException(of.name());
    }

    private String groupNames() {
        return String.join(", ", groups.stream().map(Group::name).toList());
    }
}
