package org.choros.configadmin.core;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.choros.map.MapEntry;
import org.choros.map.MapVersion;

/** A container in the simulation: its ConfigAdmin and memory outlive it, the rest does not. */
final class SimContainer implements ReplicatorOutput {
    final int id;
    final Map<String, Content> local = new TreeMap<>();
    /** Null while it is down. */
    Replicator replicator;
    SimMap map;
    int conflicts;
    int writes;
    private final SimWorld world;
    private long savedChanges;
    private byte[] saved = new Memory().encode();
    private final Set<String> dirty = new LinkedHashSet<>();
    private final Set<String> deleted = new LinkedHashSet<>();
    private final Set<String> forgotten = new LinkedHashSet<>();
    private final ArrayDeque<Runnable> results = new ArrayDeque<>();
    private final Map<String, MapEntry> replica = new HashMap<>();
    private int position;

    SimContainer(int id, SimWorld world) {
        this.id = id;
        this.world = world;
    }

    boolean up() {
        return replicator != null;
    }

    void start() {
        replicator = new Replicator(world.policy, world.amnesia ? new Memory() : Memory.decode(saved), world.graves,
                this);
    }

    /** An orderly end: what was heard is remembered. */
    void stop() {
        deleted.forEach(replicator::deleted);
        saved = replicator.memory().encode();
        replicator = null;
        map = null;
        dirty.clear();
        deleted.clear();
        forgotten.clear();
        results.clear();
    }

    /** Its disks are new. */
    void wipe() {
        local.clear();
        if (world.random.nextBoolean()) {
            saved = new Memory().encode();
        }
    }

    /** The map is that of another ring now. */
    void join(SimMap to) {
        map = to;
        replica.clear();
        replica.putAll(to.state);
        position = to.log.size();
        all();
    }

    void all() {
        dirty.addAll(local.keySet());
        dirty.addAll(replicator.memory().keys());
        dirty.addAll(replica.keySet());
    }

    void edit(String key, Content content) {
        if (content == null) {
            if (local.remove(key) != null && up()) {
                deleted.add(key);
            }
        } else {
            local.put(key, content);
            // made anew before anybody has looked
            deleted.remove(key);
        }
        dirty.add(key);
    }

    boolean idle() {
        return dirty.isEmpty() && results.isEmpty() && forgotten.isEmpty() && position == map.log.size();
    }

    void result(SimMap.Write write, Boolean done) {
        results.add(() -> {
            if (done == null) {
                replicator.failed(write.key());
            } else {
                replicator.written(write.key(), done);
            }
            dirty.add(write.key());
        });
    }

    /** Does one thing, if there is one. */
    void step() {
        int choice = world.random.nextInt(3);
        if (choice == 0 && position < map.log.size()) {
            MapEntry entry = map.log.get(position++);
            MapEntry before = replica.put(entry.key(), entry);
            if (entry.value() == null && before != null && before.value() != null
                    && ConfigRecord.decode(before.value()).version().deletion()) {
                forgotten.add(entry.key());
            }
            dirty.add(entry.key());
        } else if (choice == 1 && !results.isEmpty() && position == map.log.size()) {
            results.poll().run();
        } else if (!dirty.isEmpty()) {
            forgotten.forEach(replicator::forgotten);
            forgotten.clear();
            deleted.forEach(replicator::deleted);
            deleted.clear();
            String key = dirty.iterator().next();
            dirty.remove(key);
            if (world.absenceDeletes && !local.containsKey(key)) {
                replicator.deleted(key);
            }
            MapEntry entry = replica.get(key);
            replicator.reconcile(key, local.get(key), entry == null || entry.value() == null ? null : entry);
        }
        if (replicator.memory().changes() != savedChanges) {
            savedChanges = replicator.memory().changes();
            saved = replicator.memory().encode();
        }
    }

    @Override
    public boolean change(String key, Content content) {
        if (world.refusing && world.random.nextInt(20) == 0) {
            // comes back to it when it is asked again
            dirty.add(key);
            return false;
        }
        local.put(key, world.stubborn && key.startsWith("s") ? world.content(key + " of container " + id) : content);
        dirty.add(key);
        return true;
    }

    @Override
    public boolean delete(String key) {
        local.remove(key);
        deleted.add(key);
        dirty.add(key);
        return true;
    }

    @Override
    public boolean write(String key, MapVersion expected, byte[] record) {
        if (!map.writable) {
            return false;
        }
        writes++;
        map.pending.add(new SimMap.Write(this, key, expected, world.tamper.apply(record)));
        return true;
    }

    @Override
    public void forget(String key) {
        MapEntry entry = replica.get(key);
        if (map.writable && entry != null && entry.value() != null
                && ConfigRecord.decode(entry.value()).version().deletion()) {
            map.pending.add(new SimMap.Write(null, key, entry.version(), null));
        }
    }

    @Override
    public void event(Event event, String key) {
        if (event == Event.CONFLICT) {
            conflicts++;
        }
    }
}
