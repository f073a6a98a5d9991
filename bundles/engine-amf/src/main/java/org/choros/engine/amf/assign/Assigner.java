package org.choros.engine.amf.assign;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

import org.choros.engine.amf.model.Group;
import org.choros.engine.amf.supervise.Role;
import org.choros.engine.amf.supervise.Slot;

/**
 * Where the workloads of a group belong: a function of which units can be used, what they have now, and what operators
 * wish, the same on every node. What can stay stays.
 */
public final class Assigner {
    private Assigner() {
    }

    /**
     * @param group the group
     * @param service what its units can be used for
     * @param now what they have now, as far as it may stay; only units that are not OUT
     * @param wish the unit that an operator wants a workload in, or null
     * @return what they are to have
     */
    public static SortedMap<Slot, Role> assign(Group group, Function<String, Service> service, Map<Slot, Role> now,
            Function<String, String> wish) {
        SortedMap<Slot, Role> target = new TreeMap<>();
        if (group.redundancy().exclusive()) {
            new ExclusivePlacement(group, service, now, wish).place(target);
        } else {
            new ManyPlacement(group, service, now, wish).place(target);
        }
        return target;
    }
}
