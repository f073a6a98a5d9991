package org.choros.engine.amf;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

import org.choros.engine.amf.model.Group;
import org.choros.engine.amf.model.Unit;
import org.choros.spi.engine.ServiceEngine;

/** When units of this node that have failed may be used again. */
final class Repairs {
    private final int node;
    private final Map<String, Long> dueNs = new HashMap<>();

    Repairs(int node) {
        this.node = node;
    }

    /** Looks at which have failed, and says which are due. */
    void look(Ledger ledger, long nowNs, Predicate<String> repaired) {
        if (!ledger.anyFailed()) {
            dueNs.clear();
            return;
        }
        for (Group g : ledger.model().groups()) {
            for (Unit u : g.units()) {
                if (u.node() != node) {
                    continue;
                }
                long repairNs = g.recovery().repairNs();
                if (!ledger.hasFailed(u.id()) || repairNs == 0) {
                    dueNs.remove(u.id());
                } else if (dueNs.computeIfAbsent(u.id(), k -> nowNs + repairNs) <= nowNs && repaired.test(u.id())) {
                    // once more if the word is lost
                    dueNs.put(u.id(), nowNs + repairNs);
                }
            }
        }
        dueNs.keySet().removeIf(u -> ledger.model().unit(u) == null);
    }

    long deadlineNs() {
        return dueNs.values().stream().mapToLong(Long::longValue).min().orElse(ServiceEngine.NO_DEADLINE);
    }
}
