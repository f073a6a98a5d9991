package org.choros.map.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

import org.choros.cpg.CpgMember;
import org.choros.map.MapVersion;

/**
 * The contents of a map and what has led to them. Members that apply the same writes to the same state have the
 * same one.
 */
final class MapState {
    private final MapLimits limits;
    private final boolean remembers;
    private final NavigableMap<String, Item> entries = new TreeMap<>();
    private final Tombstones tombstones;
    private final StateId.Maker maker = new StateId.Maker();
    private StateId id;
    private long term;
    private long count;
    private long counter;
    private long bytes;

    /** Hears what changes in the order in which it does; null stands for nothing there. */
    @FunctionalInterface
    interface Changes {
        void changed(String key, Item before, Item now);
    }

    /**
     * An empty state.
     *
     * @param remembers whether deletions are remembered
     */
    MapState(MapLimits limits, boolean remembers, StateId id) {
        this(limits, remembers, id, new MapMessage.Header(0, 0, MapVersion.NONE, 0), List.of());
    }

    /** A state that has come in pieces; no key is in it twice. */
    MapState(MapLimits limits, boolean remembers, StateId id, MapMessage.Header header,
            List<MapMessage.Keyed> items) {
        this.limits = limits;
        this.remembers = remembers;
        this.id = id;
        count = header.count();
        counter = header.counter();
        tombstones = new Tombstones(limits.tombstones(), header.horizon());
        items.forEach(each -> set(each.key(), each.item()));
    }

    StateId id() {
        return id;
    }

    long count() {
        return count;
    }

    /** Sequence of the last ring in which this was quorate and synchronised. */
    long term() {
        return term;
    }

    void term(long ring) {
        term = ring;
    }

    Item get(String key) {
        return entries.get(key);
    }

    int size() {
        return entries.size();
    }

    long bytes() {
        return bytes;
    }

    int tombstones() {
        return tombstones.size();
    }

    Map<String, Item> entries() {
        return Collections.unmodifiableMap(entries);
    }

    private static long cost(String key, Item item) {
        return (long) MapCodec.key(key).length + item.value().length;
    }

    private void set(String key, Item item) {
        Item before = item.tombstone() ? entries.remove(key) : entries.put(key, item);
        bytes -= before == null ? 0 : cost(key, before);
        if (!item.tombstone()) {
            tombstones.forget(key);
            bytes += cost(key, item);
        } else if (remembers) {
            tombstones.add(key, item.version());
        }
    }

    /** Does a write of a member; the bytes are the message. */
    Outcome apply(MapMessage.Write write, CpgMember sender, byte[] message, Changes changes) {
        id = maker.add(id).add(((long) sender.nodeId() << Integer.SIZE) | Integer.toUnsignedLong(sender.pid()))
                .add(message).make();
        count++;
        MapVersion next = new MapVersion(counter + 1, sender.nodeId(), sender.pid());
        if (write.operation() == Operation.CLEAR) {
            return clear(next, changes);
        }
        String key = write.key();
        Item before = entries.get(key);
        MapVersion version = before == null ? MapVersion.NONE : before.version();
        boolean sets = write.operation().sets();
        if (write.operation().conditional() && !version.equals(write.expected()) || !sets && before == null) {
            return new Outcome(false, false, key, version, before);
        }
        Item now = sets ? new Item(write.value(), next) : Item.deleted(next);
        if (sets && !fits(key, before, now)) {
            return new Outcome(false, true, key, version, before);
        }
        counter++;
        set(key, now);
        changes.changed(key, before, sets ? now : null);
        return new Outcome(true, false, key, sets ? next : MapVersion.NONE, before);
    }

    private boolean fits(String key, Item before, Item now) {
        long growth = cost(key, now) - (before == null ? 0 : cost(key, before));
        return (before != null || entries.size() < limits.entries())
                && (growth <= 0 || bytes + growth <= limits.bytes());
    }

    private Outcome clear(MapVersion next, Changes changes) {
        if (entries.isEmpty()) {
            return new Outcome(false, false, "", MapVersion.NONE, null);
        }
        counter++;
        for (MapMessage.Keyed each : items()) {
            if (!each.item().tombstone()) {
                set(each.key(), Item.deleted(next));
                changes.changed(each.key(), each.item(), null);
            }
        }
        return new Outcome(true, false, "", next, null);
    }

    /** All that is known, entries by key and then deletions by key: a copy. */
    List<MapMessage.Keyed> items() {
        List<MapMessage.Keyed> all = new ArrayList<>(entries.size() + tombstones.size());
        entries.forEach((key, item) -> all.add(new MapMessage.Keyed(key, item)));
        new TreeMap<>(tombstones.all())
                .forEach((key, version) -> all.add(new MapMessage.Keyed(key, Item.deleted(version))));
        return all;
    }

    MapMessage.Header header() {
        return new MapMessage.Header(count, counter, tombstones.horizon(), entries.size() + tombstones.size());
    }

    private Item known(String key) {
        Item entry = entries.get(key);
        MapVersion deleted = entry == null ? tombstones.of(key) : null;
        return deleted == null ? entry : Item.deleted(deleted);
    }

    /** Merges two states: of each key the latest stays, and what only one has if the other cannot have forgotten it. */
    static MapState merge(MapState a, MapState b) {
        StateId.Maker maker = new StateId.Maker();
        MapVersion horizon = a.tombstones.horizon().compareTo(b.tombstones.horizon()) >= 0
                ? a.tombstones.horizon()
                : b.tombstones.horizon();
        MapMessage.Header header = new MapMessage.Header(Math.max(a.count, b.count) + 1, Math.max(a.counter, b.counter),
                horizon, 0);
        MapState merged = new MapState(a.limits, a.remembers, maker.add(a.id).add(b.id).make(), header, List.of());
        TreeSet<String> keys = new TreeSet<>(a.entries.keySet());
        keys.addAll(a.tombstones.all().keySet());
        keys.addAll(b.entries.keySet());
        keys.addAll(b.tombstones.all().keySet());
        for (String key : keys) {
            Item stays = stays(a, b, a.known(key), b.known(key));
            if (stays != null) {
                merged.set(key, stays);
            }
        }
        merged.term = Math.max(a.term, b.term);
        return merged;
    }

    private static Item stays(MapState a, MapState b, Item ofA, Item ofB) {
        if (ofA != null && ofB != null) {
            return Item.later(ofA, ofB);
        }
        Item only = ofA == null ? ofB : ofA;
        MapState other = ofA == null ? a : b;
        boolean forgotten = only.version().compareTo(other.tombstones.horizon()) <= 0;
        return forgotten && !only.tombstone() ? null : only;
    }

    /** Tells what is different here from what was before. */
    void differences(Map<String, Item> before, Changes changes) {
        TreeSet<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(entries.keySet());
        for (String key : keys) {
            Item old = before.get(key);
            Item now = entries.get(key);
            if (old == null || now == null || !old.same(now)) {
                changes.changed(key, old, now);
            }
        }
    }
}
