package org.choros.itests.campaign;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What a host's witness has in one group now. */
final class GroupState {
    private long stamp;
    private String self = "";
    private boolean joined;
    private String ring = "";
    private Set<String> members = Set.of();
    private int mark = -1;
    private long markNs;
    private final Map<Long, Integer> received = new HashMap<>();

    /** The witness has ended, or its connection has. */
    void end() {
        stamp = 0;
        joined = false;
        ring = "";
        members = Set.of();
        mark = -1;
        received.clear();
    }

    /** Takes a line that belongs to this group. */
    void note(Event e) {
        long of = e.number(1);
        if (e.kind() == 'B') {
            end();
            stamp = of;
            self = e.words()[2] + ":" + e.words()[3];
        }
        if (of != stamp) {
            return;
        }
        switch (e.kind()) {
            case 'J' -> joined = true;
            case 'L' -> joined = false;
            case 'E' -> end();
            case 'R' -> ring = e.words()[2] + "." + e.words()[3] + " " + Arrays.toString(e.ids(4));
            case 'V' -> members = "-".equals(e.words()[2])
                    ? Set.of()
                    : new HashSet<>(Arrays.asList(e.words()[2].split(",")));
            case 'M' -> {
                mark = (int) e.number(2);
                markNs = e.timeNs();
            }
            case 'D' -> received.put(e.number(4), (int) e.number(5));
            default -> {
                // nothing that says where it stands
            }
        }
    }

    String self() {
        return self;
    }

    boolean joined() {
        return joined;
    }

    String ring() {
        return ring;
    }

    Set<String> members() {
        return members;
    }

    /** Whether it has sent its mark since then. */
    boolean hasMarked(long sinceNs) {
        return joined && mark >= 0 && markNs - sinceNs >= 0;
    }

    /** Whether another's mark has come here. */
    boolean hasMarkOf(GroupState sender) {
        return received.getOrDefault(sender.stamp, -1) >= sender.mark;
    }

    @Override
    public String toString() {
        return (joined ? self : "out") + " ring " + ring + " sees " + members + " mark " + mark;
    }
}
