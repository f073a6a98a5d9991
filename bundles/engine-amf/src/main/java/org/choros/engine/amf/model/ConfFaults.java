package org.choros.engine.amf.model;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with a configuration: as much of it as somebody may want to read at once. */
final class ConfFaults {
    private static final int MAX = 32;

    private final List<String> faults = new ArrayList<>();
    private int more;

    void add(String fault) {
        if (faults.size() < MAX) {
            faults.add(fault);
        } else {
            more++;
        }
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
