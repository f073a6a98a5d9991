package org.choros.engine.amf;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.choros.engine.amf.supervise.Executor;
import org.choros.engine.amf.supervise.Order;
import org.choros.engine.amf.supervise.Report;

/**
 * Between the ledger and what this node runs: orders reach the executor when every member has the messages that made
 * them, and what has come of them is said once on each ring.
 */
final class LocalUnits {
    private static final int PENDING_MAX = 1024;

    private record Pending(long position, List<Order> orders) {
    }

    private final Executor executor;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private final Map<Long, Report.Kind> said = new HashMap<>();
    private List<Order> last = List.of();

    LocalUnits(Executor executor) {
        this.executor = executor;
    }

    /** The ledger has this for us now. */
    void changed(List<Order> orders, long position) {
        if (!orders.equals(last)) {
            last = orders;
            if (pending.size() >= PENDING_MAX) {
                // nobody has seen the last one; this one comes after it
                pending.removeLast();
            }
            pending.addLast(new Pending(position, orders));
        }
    }

    /** All members have what was delivered up to a position. */
    void stable(long position, long nowNs) {
        Pending newest = null;
        while (!pending.isEmpty() && pending.peek().position() <= position) {
            newest = pending.remove();
        }
        if (newest != null) {
            executor.orders(newest.orders(), nowNs);
        }
    }

    /** What we knew is not what is true. */
    void forget(long nowNs) {
        pending.clear();
        last = List.of();
        executor.orders(List.of(), nowNs);
    }

    /** Another ring: all is said anew. */
    void unsaid() {
        said.clear();
    }

    /** Says what has come of the orders, as far as it was not. */
    void report(Predicate<Report> out) {
        List<Report> reports = executor.reports();
        for (Report r : reports) {
            if (said.get(r.serial()) != r.kind() && out.test(r)) {
                said.put(r.serial(), r.kind());
            }
        }
        if (said.size() > 2 * (last.size() + reports.size()) + 64) {
            // of entries that are long gone
            said.keySet().removeIf(serial -> last.stream().noneMatch(o -> o.serial() == serial));
        }
    }
}
