package org.choros.itests.campaign;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rings that each host was on, as its clients were told: who was elsewhere while another went on? */
final class Absences {
    /** The last rings of a daemon. */
    private static final class Way {
        private String now;
        private String before;
    }

    private final Map<Integer, Way> ways = new HashMap<>();

    static String key(Event ring) {
        return ring.words()[2] + "." + ring.words()[3];
    }

    void started(int host) {
        ways.put(host, new Way());
    }

    /**
     * A client is told of a ring.
     *
     * @return the members that have not come with it from the ring that it was told before
     */
    List<Integer> told(Event ring, String from) {
        String key = key(ring);
        Way own = ways.get(ring.host());
        if (!key.equals(own.now)) {
            own.before = own.now;
            own.now = key;
        }
        List<Integer> others = new ArrayList<>();
        for (int member : from == null || from.equals(key) ? new int[0] : ring.ids(4)) {
            Way way = ways.get(member);
            boolean along = way != null && (from.equals(way.now) || key.equals(way.now) && from.equals(way.before));
            if (!along) {
                others.add(member);
            }
        }
        return others;
    }
}
