package org.choros.engine.amf.model;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What is wrong with a configuration: as much of it as somebody may want to read at once. */
final class ConfFaults {
    private static final int MAX = 32;

    private final List<String> faults = new ArrayList<>();
    private final SortedSet<String> blamed = new TreeSet<>();
    private int more;

    void add(String fault) {
        if (faults.size() < MAX) {
            faults.add(fault);
        } else {
            more++;
        }
    }

    /** A fault is that of a group that was declared; of none when the name is empty. */
    void blame(String group) {
        if (!group.isEmpty()) {
            blamed.add(group);
        }
    }

    /** The declared groups that are at fault. */
    SortedSet<String> blamed() {
        return blamed;
    }

    boolean any() {
        return !faults.isEmpty();
    }

    List<String> all() {
        List<String> all = new ArrayList<>(faults);
        if (more > 0) {
            all.add("and " + more + " more");
        }
        return all;
    }
}
