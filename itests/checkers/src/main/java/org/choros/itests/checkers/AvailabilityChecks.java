package org.choros.itests.checkers;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * V12, of what is kept available, as the hosts see it: an exclusive workload runs in one place at most at any moment; a
 * node that is not quorate begins nothing, and soon runs nothing, that needs a quorum; who has been told the same has
 * the same ledger.
 *
 * <p>
 * Times are nanoseconds of one clock, and events are told in their order. Something runs from the moment in which it
 * may have an effect until it cannot have one any more, whatever the node knows of it. Not for several threads.
 */
public final class AvailabilityChecks {
    /** As many ledgers are remembered. */
    private static final int LEDGERS_MAX = 4096;

    /** Something that runs, and how many processes and effects it consists of. */
    private static final class Place {
        private final String unit;
        private final boolean needsQuorum;
        private int parts;

        Place(String unit, boolean needsQuorum) {
            this.unit = unit;
            this.needsQuorum = needsQuorum;
        }
    }

    /** Who has been told what, and the ledger that it has come to. */
    private record Ledger(int node, long digest) {
    }

    private final Consumer<Violation> sink;
    /** By workload, then by node. */
    private final SortedMap<String, SortedMap<Integer, Place>> places = new TreeMap<>();
    private final Map<Integer, Boolean> quorate = new HashMap<>();
    private final Map<Long, Ledger> ledgers = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Ledger> eldest) {
            return size() > LEDGERS_MAX;
        }
    };
    private long begun;

    /** @param sink gets what does not hold */
    public AvailabilityChecks(Consumer<Violation> sink) {
        this.sink = sink;
    }

    private void violated(long timeNs, String text) {
        sink.accept(new Violation(Property.V12, text + ", at " + timeNs / 1_000_000 + " ms"));
    }

    /**
     * A process of an active workload begins, or an effect of it.
     *
     * @param timeNs when
     * @param node where
     * @param workload of which workload
     * @param unit of which unit
     * @param exclusive whether that may be active in one unit at most
     * @param needsQuorum whether it is stopped without quorum
     */
    public void began(long timeNs, int node, String workload, String unit, boolean exclusive, boolean needsQuorum) {
        begun++;
        SortedMap<Integer, Place> of = places.computeIfAbsent(workload, k -> new TreeMap<>());
        if (needsQuorum && !quorate.getOrDefault(node, false)) {
            violated(timeNs, "node " + node + " begins " + workload + " without quorum");
        }
        Place place = of.computeIfAbsent(node, k -> new Place(unit, needsQuorum));
        place.parts++;
        if (exclusive && (of.size() > 1 || !place.unit.equals(unit))) {
            StringBuilder where = new StringBuilder();
            of.forEach((n, p) -> where.append(where.length() == 0 ? "" : " and ").append("on node ").append(n)
                    .append(" in ").append(p.unit));
            violated(timeNs, workload + " is active " + where + (place.unit.equals(unit) ? "" : " and " + unit));
        }
    }

    /**
     * One of these has ended.
     *
     * @param timeNs when
     * @param node where
     * @param workload of which workload
     */
    public void ended(long timeNs, int node, String workload) {
        SortedMap<Integer, Place> of = places.get(workload);
        Place place = of == null ? null : of.get(node);
        if (place == null) {
            violated(timeNs, workload + " ends on node " + node + " and has not begun there");
        } else if (--place.parts == 0) {
            of.remove(node);
        }
    }

    /**
     * A node has decided about quorum; a node that has ended is not quorate.
     *
     * @param node the node
     * @param is whether it is quorate
     */
    public void quorum(int node, boolean is) {
        quorate.put(node, is);
    }

    /**
     * It is so long since a node has been without quorum, or is gone, that nothing may run there any more.
     *
     * @param timeNs when
     * @param node the node
     */
    public void overdue(long timeNs, int node) {
        places.forEach((workload, of) -> {
            Place place = of.get(node);
            if (place != null && place.needsQuorum) {
                violated(timeNs, workload + " still runs on node " + node + " in " + place.unit
                        + " though it should have been stopped without quorum");
            }
        });
    }

    /**
     * What a node's ledger has come to.
     *
     * @param timeNs when
     * @param node the node
     * @param heard a number for all that it has been told, in order
     * @param digest of its ledger
     */
    public void ledger(long timeNs, int node, long heard, long digest) {
        Ledger before = ledgers.putIfAbsent(heard, new Ledger(node, digest));
        if (before != null && before.digest() != digest) {
            violated(timeNs, "node " + node + " has another ledger than node " + before.node()
                    + ", which was told the same");
        }
    }

    /**
     * @param workload a workload
     * @return the units in which it runs, by node
     */
    public SortedMap<Integer, String> running(String workload) {
        SortedMap<Integer, String> units = new TreeMap<>();
        places.getOrDefault(workload, new TreeMap<>()).forEach((node, place) -> units.put(node, place.unit));
        return units;
    }

    /** @return all that runs: workloads, and in which units, by node; for people, too */
    public SortedMap<String, SortedMap<Integer, String>> running() {
        SortedMap<String, SortedMap<Integer, String>> all = new TreeMap<>();
        places.forEach((workload, of) -> {
            if (!of.isEmpty()) {
                all.put(workload, running(workload));
            }
        });
        return all;
    }

    /** @return how many processes and effects have begun */
    public long begun() {
        return begun;
    }
}
