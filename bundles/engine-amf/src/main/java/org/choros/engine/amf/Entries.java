package org.choros.engine.amf;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

import org.choros.engine.amf.supervise.Order;
import org.choros.engine.amf.supervise.Slot;

/** The entries of a ledger: by slot, by serial, by node. */
final class Entries {
    private final SortedMap<Slot, Order> bySlot = new TreeMap<>();
    private final Map<Long, Slot> bySerial = new HashMap<>();
    private final Map<Integer, SortedMap<Slot, Order>> byNode = new HashMap<>();
    private SortedSet<Slot> touched = new TreeSet<>();

    /** Puts an entry into its slot, instead of another that may be there. */
    void put(Order o) {
        remove(o.slot());
        touched.add(o.slot());
        bySlot.put(o.slot(), o);
        bySerial.put(o.serial(), o.slot());
        byNode.computeIfAbsent(o.node(), k -> new TreeMap<>()).put(o.slot(), o);
    }

    void remove(Slot slot) {
        Order o = bySlot.remove(slot);
        if (o != null) {
            touched.add(slot);
            bySerial.remove(o.serial());
            byNode.get(o.node()).remove(slot);
        }
    }

    void removeIf(int node, Predicate<Order> what) {
        of(node).stream().filter(what).forEach(o -> remove(o.slot()));
    }

    /** The slots in which something has changed since this was asked last. */
    SortedSet<Slot> takeTouched() {
        SortedSet<Slot> taken = touched;
        if (!taken.isEmpty()) {
            touched = new TreeSet<>();
        }
        return taken;
    }

    Order at(Slot slot) {
        return bySlot.get(slot);
    }

    /** The entry of a serial, or null. */
    Order of(long serial) {
        Slot slot = bySerial.get(serial);
        return slot == null ? null : bySlot.get(slot);
    }

    /** What a node has, by slot. */
    List<Order> of(int node) {
        SortedMap<Slot, Order> its = byNode.get(node);
        return its == null ? List.of() : List.copyOf(its.values());
    }

    /** The nodes that have something. */
    Set<Integer> nodes() {
        Set<Integer> nodes = new TreeSet<>(Integer::compareUnsigned);
        byNode.forEach((node, its) -> {
            if (!its.isEmpty()) {
                nodes.add(node);
            }
        });
        return nodes;
    }

    /** All, by slot. */
    Collection<Order> all() {
        return Collections.unmodifiableCollection(bySlot.values());
    }
}
