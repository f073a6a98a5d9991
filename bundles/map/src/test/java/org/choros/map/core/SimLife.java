package org.choros.map.core;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.choros.map.MapVersion;
import org.choros.map.QuorumPolicy;

/** One random life of a map on five nodes, and what has to hold in it. */
final class SimLife {
    private static final int NODES = 5;
    private static final int PHASES = 12;

    final SimNetwork network;
    final List<String> errors = new ArrayList<>();
    /** Counts a write as acknowledged as soon as it is seen where it was made: what must not be done. */
    boolean impatient;
    private final QuorumPolicy policy;
    private final boolean manyTombstones;
    private final List<SimReplica> gone = new ArrayList<>();
    /** Keys that are set once, and never removed, by name of the write. */
    private final Map<String, String> kept = new HashMap<>();
    /** Keys that are removed, by name of the write that does so. */
    private final Map<String, String> removed = new HashMap<>();
    private final List<String> removable = new ArrayList<>();
    private int names;

    SimLife(long seed, QuorumPolicy policy) {
        this.policy = policy;
        manyTombstones = seed % 3 != 0;
        MapLimits limits = new MapLimits(100_000, 1 << 24, manyTombstones ? 100_000 : 3, 20, 4000, 64);
        network = new SimNetwork(seed, NODES, policy, limits);
    }

    SimLife run() {
        for (SimNetwork.Node node : network.nodes) {
            network.start(node);
            network.steps(network.random.nextInt(20));
        }
        for (int phase = 0; phase < PHASES; phase++) {
            if (network.random.nextInt(4) == 0) {
                heal();
                bounce();
            } else {
                network.rings(parts());
            }
            load(network.random.nextInt(60));
            if (network.random.nextInt(3) == 0) {
                network.drain();
                checkComponents();
            }
        }
        heal();
        checkComponents();
        check();
        return this;
    }

    private int[] parts() {
        int[] parts = new int[NODES];
        int count = 1 + network.random.nextInt(3);
        for (int i = 0; i < NODES; i++) {
            parts[i] = network.random.nextInt(count);
        }
        return parts;
    }

    private void heal() {
        network.rings(new int[NODES]);
        network.drain();
    }

    /**
     * Processes end and come again, with nothing. What only they have would be lost, so all have it, and have again.
     */
    private void bounce() {
        int first = network.random.nextInt(NODES);
        for (int i = 0; i < 1 + network.random.nextInt(2); i++) {
            SimNetwork.Node node = network.nodes.get((first + i) % NODES);
            gone.add(network.kill(node));
            network.steps(network.random.nextInt(10));
            network.start(node);
            network.steps(network.random.nextInt(10));
        }
        load(20);
        network.drain();
    }

    private void load(int count) {
        for (int i = 0; i < count; i++) {
            SimReplica at = network.nodes.get(network.random.nextInt(NODES)).replica;
            write(at, "w" + ++names);
            network.steps(network.random.nextInt(12));
        }
    }

    private void write(SimReplica at, String name) {
        byte[] value = name.getBytes(StandardCharsets.UTF_8);
        String shared = "s" + network.random.nextInt(6);
        switch (network.random.nextInt(8)) {
            case 0, 1 -> {
                kept.put(name, "k" + name);
                at.write(name, Operation.PUT, MapVersion.NONE, "k" + name, value);
            }
            case 2 -> {
                removable.add("r" + name);
                at.write(name, Operation.PUT, MapVersion.NONE, "r" + name, value);
            }
            case 3 -> {
                // what has been seen here is removed, once
                for (String key : removable) {
                    if (at.replica.get(key) != null) {
                        removed.put(name, key);
                        removable.remove(key);
                        at.write(name, Operation.REMOVE, MapVersion.NONE, key, null);
                        return;
                    }
                }
            }
            case 4 -> at.write(name, Operation.PUT, MapVersion.NONE, shared, value);
            case 5 -> at.write(name, Operation.REMOVE, MapVersion.NONE, shared, null);
            default -> {
                Item item = at.replica.get(shared);
                MapVersion version = item == null ? MapVersion.NONE : item.version();
                at.write(name, Operation.REPLACE, version, shared, value);
            }
        }
    }

    /** Who is in one ring has one map, ready unless nobody ever had one there. */
    private void checkComponents() {
        Map<Long, SimReplica> first = new TreeMap<>();
        for (SimNetwork.Node node : network.nodes) {
            SimReplica other = first.putIfAbsent(node.ring(), node.replica);
            if (other == null) {
                continue;
            }
            if (!node.replica.replica.stateId().equals(other.replica.stateId())
                    || !same(node.replica.replica.entries(), other.replica.entries())
                    || node.replica.replica.active() != other.replica.active()) {
                errors.add(node.replica.self + " and " + other.self + " differ in ring " + node.ring());
            }
        }
    }

    private static boolean same(Map<String, Item> a, Map<String, Item> b) {
        return a.keySet().equals(b.keySet()) && a.keySet().stream().allMatch(key -> a.get(key).same(b.get(key)));
    }

    private void check() {
        SimReplica one = network.nodes.get(0).replica;
        Set<String> acknowledged = new HashSet<>();
        gone.forEach(r -> acknowledged.addAll(r.acknowledged()));
        for (SimReplica each : network.replicas()) {
            errors.addAll(each.errors);
            acknowledged.addAll(each.acknowledged());
            if (impatient) {
                each.writes.values().stream().filter(each.seen::containsKey).forEach(acknowledged::add);
            }
            if (!each.replica.active() || !each.replica.ready()) {
                errors.add(each.self + " is not synchronised");
            }
            if (!each.open().isEmpty() || each.replica.pending() > 0) {
                errors.add(each.self + " has writes without an end: " + each.open());
            }
            if (!same(each.shadow, each.replica.entries())) {
                errors.add(each.self + " has told other events than it has entries");
            }
        }
        boolean nothingForgotten = policy == QuorumPolicy.QUORATE || manyTombstones;
        for (String name : acknowledged) {
            String key = kept.get(name);
            if (key != null && nothingForgotten && one.replica.get(key) == null) {
                errors.add("acknowledged and lost: " + key);
            }
            key = removed.get(name);
            if (key != null && one.replica.get(key) != null) {
                errors.add("removed and there again: " + key);
            }
        }
        if (acknowledged.isEmpty()) {
            errors.add("nothing was done at all");
        }
    }
}
