package org.choros.map.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.choros.base.CsError;
import org.choros.cpg.CpgMember;
import org.choros.map.MapVersion;
import org.choros.map.QuorumPolicy;

/** A replica on a node of the simulated network, with what a checker has to know of it. */
final class SimReplica implements MapOutput {
    final CpgMember self;
    final MapReplica replica;
    final ArrayDeque<byte[]> queue = new ArrayDeque<>();
    final Map<Long, String> writes = new TreeMap<>();
    final Map<String, Outcome> done = new HashMap<>();
    final Map<String, CsError> failed = new HashMap<>();
    final List<String> errors = new ArrayList<>();
    /** What events alone have made of the map. */
    final TreeMap<String, Item> shadow = new TreeMap<>();
    /** Values that were seen here at any time. */
    final Map<String, String> seen = new HashMap<>();
    boolean in;
    private final SimNetwork network;
    private final QuorumPolicy policy;
    private long lastDone;

    SimReplica(SimNetwork network, CpgMember self, QuorumPolicy policy, MapLimits limits, long life) {
        this.network = network;
        this.self = self;
        this.policy = policy;
        this.replica = new MapReplica(policy, limits, life, this);
    }

    void write(String name, Operation operation, MapVersion expected, String key, byte[] value) {
        long request = replica.write(operation, expected, key, value);
        writes.put(request, name);
    }

    @Override
    public void send(byte[] message) {
        queue.add(network.tampered(message));
    }

    @Override
    public void changed(String key, Item before, Item now) {
        Item known = now == null ? shadow.remove(key) : shadow.put(key, now);
        if (before == null ? known != null : known == null || !known.same(before)) {
            errors.add(self + " heard of " + key + " as " + before + " and knew " + known);
        }
        if (now != null) {
            seen.put(new String(now.value(), java.nio.charset.StandardCharsets.UTF_8), key);
        }
    }

    @Override
    public void done(long request, Outcome outcome) {
        if (request <= lastDone) {
            errors.add(self + ": " + request + " done after " + lastDone);
        }
        lastDone = request;
        done.put("" + request, outcome);
    }

    @Override
    public void failed(long request, CsError error, String why) {
        if (failed.put("" + request, error) != null || done.containsKey("" + request)) {
            errors.add(self + ": " + request + " ended twice");
        }
    }

    @Override
    public void synchronised() {
        if (!replica.ready()) {
            errors.add(self + " is synchronised, but not ready");
        }
    }

    @Override
    public void writable(boolean possible) {
        if (policy == QuorumPolicy.ANY && !possible && replica.members() > 0) {
            errors.add(self + " cannot write, though anybody may");
        }
    }

    /** Whether a write was acknowledged, by its name. */
    List<String> acknowledged() {
        List<String> names = new ArrayList<>();
        writes.forEach((request, name) -> {
            Outcome outcome = done.get("" + request);
            if (outcome != null && outcome.done()) {
                names.add(name);
            }
        });
        return names;
    }

    /** Writes without an end, or with two. */
    List<String> open() {
        List<String> names = new ArrayList<>();
        writes.forEach((request, name) -> {
            if (done.containsKey("" + request) == failed.containsKey("" + request)) {
                names.add(name);
            }
        });
        return names;
    }
}
